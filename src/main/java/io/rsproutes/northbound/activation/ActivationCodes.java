package io.rsproutes.northbound.activation;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rsproutes.common.Json;
import io.rsproutes.common.Problem;

/** The activation code of an order, as whoever shows it to an end user wants it. */
public class ActivationCodes {

    /** Opens the settings of an iPhone on the code (iOS 17.4 and later); elsewhere a page of Apple's. */
    private static final String APPLE = "https://esimsetup.apple.com/esim_qrcode_provisioning?carddata=";

    private record Reason(int status, String words) {}

    private static final Map<String, Reason> REASONS = Map.of(
            "activation-pending",
            new Reason(409, "There is no activation code that works yet."),
            "activation-missing",
            new Reason(409, "This operation has no activation code."),
            "activation-cancelled",
            new Reason(409, "The activation code of this order does not work any more."),
            "activation-url-missing",
            new Reason(409, "There are no links, as rsp.activation.url is not set: say where end users reach us."),
            "link-used",
            new Reason(
                    409,
                    "The link was used, so it cannot be revoked: an end user has been shown the activation code."
                            + " To end the code itself, order cancelOrder."),
            "link-unusable",
            new Reason(
                    410, "This link does not work, or not any more: it works once, and for a time. Ask for another."),
            "media-type",
            new Reason(
                    406,
                    "An activation code is text/plain, image/png, image/svg+xml or application/json; name one of them"
                            + " in Accept."));

    /**
     * The LPA text (the first argument: {@code LPA:1$…}) and Apple's universal link of it, JSON {@code {lpa,
     * universalLink}}.
     */
    public String json(String lpa) {
        return Json.write(links(lpa));
    }

    /** What the end user's page shows of the LPA text: as json, and its QR code as SVG ({@code svg}). */
    public String shown(String lpa) {
        return Json.write(links(lpa).put("svg", svg(lpa)));
    }

    private static ObjectNode links(String lpa) {
        return Json.MAPPER
                .createObjectNode()
                .put("lpa", lpa)
                .put("universalLink", APPLE + URLEncoder.encode(lpa, StandardCharsets.UTF_8));
    }

    /** The QR code of the LPA text, as a PNG. */
    public byte[] png(String lpa) {
        return new QrCode(lpa).png();
    }

    /** The QR code of the LPA text, as an SVG. */
    public String svg(String lpa) {
        return new QrCode(lpa).svg();
    }

    /**
     * Throws the problem of this code; the second argument, if given, is added to its words. 409: activation-pending,
     * activation-missing, activation-cancelled, activation-url-missing, link-used. 410: link-unusable. 406: media-type.
     */
    public void refuse(String code) {
        refuse(code, null);
    }

    /** The same with more words; null: none. */
    public void refuse(String code, String detail) {
        var reason = REASONS.get(code);
        throw new Problem(reason.status(), code, detail == null ? reason.words() : reason.words() + " " + detail);
    }
}
