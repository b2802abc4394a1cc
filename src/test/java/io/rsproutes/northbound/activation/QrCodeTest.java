package io.rsproutes.northbound.activation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;

import io.rsproutes.common.Json;
import io.rsproutes.common.Problem;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xml.sax.InputSource;

/** What the pictures of a code say is the code, and nothing else. */
class QrCodeTest {

    private static final String LPA = "LPA:1$smdp.example.com$04386-AGYFT-A74Y8-3F815$1.3.6.1.4.1.31746$1";
    private final ActivationCodes codes = new ActivationCodes();

    @ParameterizedTest
    @ValueSource(
            strings = {
                LPA,
                "LPA:1$SMDP.GSMA.COM$",
                "LPA:1$smdp.example.com$A",
                "LPA:1$a.very-long-host-name.of-an-operator.example.com$0123456789-ABCDEFGHIJKLMNOPQRSTUVWXYZ-"
                        + "0123456789-ABCDEFGHIJKLMNOPQRSTUVWXYZ-0123456789-ABCDEFGHIJKLMNOPQRSTUVWXYZ-0123456789-"
                        + "ABCDEFGHIJKLMNOPQRSTUVWXYZ-0123456789-ABCDEFGHIJKLMNOPQRSTUVWXYZ-012345678$1.3.6.1.4$1"
            })
    void bothPicturesSayTheText(String text) throws IOException {
        assertThat(QrCodes.ofPng(codes.png(text))).isEqualTo(text);
        assertThat(QrCodes.ofSvg(codes.svg(text))).isEqualTo(text);
    }

    @Test
    void anotherTextIsAnotherPicture() {
        assertThat(codes.svg(LPA)).isNotEqualTo(codes.svg(LPA.replace('5', '6')));
        assertThat(codes.png(LPA)).isNotEqualTo(codes.png(LPA.replace('5', '6')));
    }

    /** Four light modules on each side, without which many readers find nothing. */
    @Test
    void aPngIsSquareWithAQuietZone() throws IOException {
        var image = ImageIO.read(new ByteArrayInputStream(codes.png(LPA)));

        assertThat(image.getWidth()).isEqualTo(image.getHeight()).isGreaterThan(200);
        for (int i = 0; i < image.getWidth(); i++) {
            assertThat(image.getRGB(i, 31) & 0xffffff).isEqualTo(0xffffff);
            assertThat(image.getRGB(31, i) & 0xffffff).isEqualTo(0xffffff);
        }
        assertThat(image.getRGB(32, 32) & 0xffffff).isZero();
    }

    @Test
    void anSvgIsXmlWithoutScriptsAndLinks() throws Exception {
        var svg = codes.svg(LPA);

        var root = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(svg)))
                .getDocumentElement();
        assertThat(root.getTagName()).isEqualTo("svg");
        assertThat(svg).doesNotContain("script", "href", "LPA");
    }

    @Test
    void theUniversalLinkHasTheTextPercentEncoded() {
        var json = Json.read(codes.json(LPA));

        assertThat(json.path("lpa").asText()).isEqualTo(LPA);
        var link = URI.create(json.path("universalLink").asText());
        assertThat(link.getHost()).isEqualTo("esimsetup.apple.com");
        assertThat(link.getPath()).isEqualTo("/esim_qrcode_provisioning");
        assertThat(link.getRawQuery())
                .startsWith("carddata=LPA%3A1%24smdp.example.com%24")
                .doesNotContain("$", ":");
        assertThat(URLDecoder.decode(link.getRawQuery(), StandardCharsets.UTF_8))
                .isEqualTo("carddata=" + LPA);
    }

    @Test
    void aRefusalHasItsStatusAndItsReason() {
        Assertions.assertThatThrownBy(() -> codes.refuse("activation-pending", "The order is WAITING."))
                .isInstanceOfSatisfying(Problem.class, problem -> {
                    assertThat(problem.status()).isEqualTo(409);
                    assertThat(problem.getMessage())
                            .startsWith("There is no activation code that works yet.")
                            .endsWith("The order is WAITING.");
                });
        Assertions.assertThatThrownBy(() -> codes.refuse("link-unusable"))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.status()).isEqualTo(410));
    }
}
