<?xml version="1.0" encoding="UTF-8"?>
<!-- Orders as XML (orders.xsd) to CSV with our columns: one line per order, every value quoted. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:output method="text" encoding="UTF-8"/>
  <xsl:template match="/orders">
    <xsl:text>clientReference,function,eid,iccid,profileType,peer,validityPeriod,matchingId,confirmationCode,releaseFlag,finalProfileStatusIndicator,targetPeer,policyRules,newSubscriptionAddress,providerEntityId&#10;</xsl:text>
    <xsl:apply-templates select="order"/>
  </xsl:template>
  <xsl:template match="order">
    <xsl:call-template name="cell"><xsl:with-param name="value" select="@ref"/></xsl:call-template>
    <xsl:text>,</xsl:text><xsl:call-template name="cell"><xsl:with-param name="value" select="@function"/></xsl:call-template>
    <xsl:text>,</xsl:text><xsl:call-template name="cell"><xsl:with-param name="value" select="eid"/></xsl:call-template>
    <xsl:text>,</xsl:text><xsl:call-template name="cell"><xsl:with-param name="value" select="iccid"/></xsl:call-template>
    <xsl:text>,</xsl:text><xsl:call-template name="cell"><xsl:with-param name="value" select="profileType"/></xsl:call-template>
    <xsl:text>,</xsl:text><xsl:call-template name="cell"><xsl:with-param name="value" select="peer"/></xsl:call-template>
    <xsl:text>,</xsl:text><xsl:call-template name="cell"><xsl:with-param name="value" select="validityPeriod"/></xsl:call-template>
    <xsl:text>,</xsl:text><xsl:call-template name="cell"><xsl:with-param name="value" select="matchingId"/></xsl:call-template>
    <xsl:text>,</xsl:text><xsl:call-template name="cell"><xsl:with-param name="value" select="confirmationCode"/></xsl:call-template>
    <xsl:text>,</xsl:text><xsl:call-template name="cell"><xsl:with-param name="value" select="releaseFlag"/></xsl:call-template>
    <xsl:text>,</xsl:text><xsl:call-template name="cell"><xsl:with-param name="value" select="finalProfileStatusIndicator"/></xsl:call-template>
    <xsl:text>,</xsl:text><xsl:call-template name="cell"><xsl:with-param name="value" select="targetPeer"/></xsl:call-template>
    <xsl:text>,</xsl:text><xsl:call-template name="cell"><xsl:with-param name="value" select="policyRules"/></xsl:call-template>
    <xsl:text>,</xsl:text><xsl:call-template name="cell"><xsl:with-param name="value" select="newSubscriptionAddress"/></xsl:call-template>
    <xsl:text>,</xsl:text><xsl:call-template name="cell"><xsl:with-param name="value" select="providerEntityId"/></xsl:call-template>
    <xsl:text>&#10;</xsl:text>
  </xsl:template>
  <xsl:template name="cell">
    <xsl:param name="value"/>
    <xsl:text>"</xsl:text>
    <xsl:call-template name="doubled"><xsl:with-param name="text" select="normalize-space($value)"/></xsl:call-template>
    <xsl:text>"</xsl:text>
  </xsl:template>
  <!-- A quote within a quoted value is written twice. -->
  <xsl:template name="doubled">
    <xsl:param name="text"/>
    <xsl:choose>
      <xsl:when test="contains($text, '&quot;')">
        <xsl:value-of select="concat(substring-before($text, '&quot;'), '&quot;&quot;')"/>
        <xsl:call-template name="doubled"><xsl:with-param name="text" select="substring-after($text, '&quot;')"/></xsl:call-template>
      </xsl:when>
      <xsl:otherwise><xsl:value-of select="$text"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>
</xsl:stylesheet>
