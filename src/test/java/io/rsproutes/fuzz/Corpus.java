package io.rsproutes.fuzz;

import java.util.List;

/** Edge cases of JSON, XML, lists of orders and HTTP headers, made for this project. */
final class Corpus {

    /** JSON texts, valid and not, that parsers and mappings have stumbled over. */
    static final List<String> JSON = List.of(
            "", " ", "null", "true", "0", "-0", "1e400", "1E-400", "1e999999999", "-1.0e+2147483648", "0.1e2147483647", "123456789012345678901234567890.5e-7", "\"\"", "[]", "{}", "[[]]", "{\"\":0}",
            "{\"a\":1,\"a\":2}", "{\"a\":1,}", "[1,]", "{'a':1}", "{a:1}", "/*c*/{}", "{}//", "NaN", "[Infinity]", "01", "1.", ".5", "+1", "0x10", "\"\\ud800\"", "\"\\udc00\\ud800\"", "\"\\u0000\"",
            "\"\\x41\"", "\"\t\"", "\"\u007f\u0085\u2028\"", "\ufeff{}", "{\"a\":\"\ufffe\"}", "{\"__proto__\":{}}", "{\"@type\":\"java.lang.Object\"}", "[\"java.util.ArrayList\",[]]", "{} {}", "{}\u0000",
            "{\"function\":{}}", "{\"function\":[\"downloadOrder\"]}", "{\"function\":null}", "{\"parameters\":[]}", "{\"parameters\":null}", "{\"validityPeriod\":1e3}", "{\"validityPeriod\":3600.0}",
            "{\"validityPeriod\":9223372036854775808}", "{\"validityPeriod\":-1e-999}", "{\"iccid\":8947010000123456784}", "{\"iccid\":8.947010000123456784e18}", "{\"eid\":89049032123451234512345678901235}");

    /** XML texts. */
    static final List<String> XML = List.of(
            "", "<", "<a", "<a/>", "<a></b>", "<a/><b/>", "<?xml version='1.1'?><a/>", "<?xml version='1.0' encoding='utf-7'?><a/>", "<?xml version='1.0' encoding='UTF-16'?><a/>",
            "<?xml version='1.0' encoding='x'?><a/>", "<?xml version='1.0' standalone='maybe'?><a/>", " <?xml version='1.0'?><a/>", "<!DOCTYPE a><a/>", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
            "<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>", "<!DOCTYPE a [<!ENTITY % b SYSTEM 'http://127.0.0.1:9/x'>%b;]><a/>", "<!DOCTYPE a\u0001><a/>", "<!DOCTYPE \u0000", "<a>&lt;&#0;</a>", "<a>&#xD800;</a>",
            "<a>&nosuch;</a>", "<a b='1' b='2'/>", "<a xmlns:p=''/>", "<p:a/>", "<a xmlns='u'><b xmlns=''/></a>", "<a><![CDATA[]]]]><![CDATA[>]]></a>", "<a><!-- -- --></a>", "<?a?><a/>", "<a>\u0008</a>", "<a \u0000/>",
            "\ufeff<a/>", "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body/></s:Envelope>", "<s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope'/>",
            "<s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope'><s:Header/><s:Header/><s:Body/></s:Envelope>",
            "<s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope'><s:Body><s:Fault/></s:Body></s:Envelope>");

    /** Lists of orders and inventories. */
    static final List<String> LINES = List.of(
            "", "\n", ",", "a", "iccid\n", "function,iccid\ngetEIS", "function;iccid\nreleaseProfile;8947010000123456784", "\"function\",\"iccid\n", "\"\"\"", "\ufefffunction,iccid\n", "sep=;\nfunction;iccid\n",
            "function,function\na,b\n", "iccid,\"function\"\n8947010000123456784,=1+1\n", "iccid\n8947010000123456784\u0000\n", "tenant,eid\nglobex,1\n", "FORMAT:x\n", "* Input variables\nQuantity: 1\nvar_out: ICCID/Ki\n1 2\n",
            "tenant,eid,iccid,profileType,peer\nacme,,8947010000123456784,,nobody\n", "8947010000123456784\r8947010000123456784\r", "iccid\n" + "9".repeat(200) + "\n");

    /** Values that take the place of one. */
    static final List<String> VALUES = List.of(
            "", "null", "0", "-1", "1e400", "1e-999999999", "9".repeat(400), "\u0000", "%00", "\r\nX: y", "'", "\"", "\\", "${7*7}", "{{rsp.data-dir}}", "${bean:edge}", "../../etc/passwd", "%2e%2e%2f", "\ud83d\ude00", "\u202e",
            "\ud800", "a".repeat(5_000), "[".repeat(3_000), "<a>".repeat(500), "8947010000123456784", "89049032123451234512345678901235", "x89049032123451234512345678901235x", "' or 1=1 --", "2026-13-45T99:99:99Z",
            "2026-02-30", "24:00", "0000-00-00T00:00:00Z", "+999999999-12-31T23:59:59Z", "*", "(((((a+)+)+)+)+)$", "[a-", "http://169.254.169.254/", "file:///etc/passwd", "//x", "urn:", "true", "{}", "[]");

    /** Header lines. */
    static final List<String> HEADERS = List.of(
            "Accept: ;;;", "Accept: */", "Accept: application/json;q=abc", "Accept: application/json; charset=\"", "Accept: text/csv", "Accept: application/xml", "Content-Type: ", "Content-Type: /", "Content-Type: json",
            "Content-Type: application/json; charset=utf-7", "Content-Type: application/json;charset=\"utf-16\"", "Content-Type: application/json; charset=nosuch", "Content-Type: multipart/form-data",
            "Content-Type: application/x-www-form-urlencoded", "Content-Type: text/xml; charset=ebcdic", "Content-Type: application/soap+xml; action=\"", "Content-Encoding: gzip", "Content-Encoding: br", "Content-Encoding: x, gzip",
            "Transfer-Encoding: gzip", "Transfer-Encoding: chunked, gzip", "Transfer-Encoding: nosuch", "Expect: 100-continue", "Expect: tea", "Prefer: wait=1e9", "Prefer: wait=-1", "Prefer: wait", "Prefer: ,;=", "Prefer: respond-async",
            "Idempotency-Key: ", "Idempotency-Key: \u00e9", "X-Admin-Protocol: gsma/rsp/v999999999999.0.0", "X-Admin-Protocol: x", "SOAPAction: \"a", "From: x", "Name: x", "State: x", "Id: x", "To: x", "Limit: x", "Eid: x", "Iccid: x",
            "CamelHttpUri: http://127.0.0.1:9", "CamelSqlQuery: select 1", "camelfilename: x", "operationName: x", "breadcrumbId: x", "traceparent: 00-0-0-00", "Authorization: Bearer ", "Authorization: Bearer a.b.c", "Authorization: Basic x",
            "Forwarded: host=x", "X-Forwarded-Proto: gopher", "Range: bytes=0-", "If-None-Match: *", "X-HTTP-Method-Override: DELETE", "Cookie: a=b", "Last-Event-ID: x", "Upgrade: h2c", "Host: x y");

    static final List<String> METHODS = List.of("GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "TRACE", "CONNECT", "PROPFIND", "get", "X");

    private Corpus() {
    }
}
