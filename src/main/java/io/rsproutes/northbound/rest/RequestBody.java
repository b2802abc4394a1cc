package io.rsproutes.northbound.rest;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;

import io.rsproutes.common.JsonText;
import io.rsproutes.common.Problem;
import io.rsproutes.common.io.ContentCodings;
import io.rsproutes.platform.http.PackedRequest;
import io.rsproutes.platform.http.SoapRequest;
import io.rsproutes.protocol.sgp02.SoapFault;
import io.rsproutes.protocol.sgp02.SoapVersion;
import io.rsproutes.protocol.sgp02.XmlText;
import jakarta.servlet.http.HttpServletRequest;

/** A request's body as text, within {@code rsp.rest.max-body} bytes, packed or not, and as long unpacked. */
final class RequestBody {

    private RequestBody() {}

    /** Text in an encoding of JSON. */
    static String json(InputStream in, HttpServletRequest request, int most) throws IOException {
        var bytes = in.readNBytes(most + 1);
        if (bytes.length > most) {
            throw new Problem(413, "body-too-large", "The body is larger than " + most + " bytes.");
        }
        var text = JsonText.decode(unpacked(bytes, PackedRequest.encoding(request), most), request.getContentType());
        if (text == null) {
            throw new Problem(400, "malformed-json", "The body is not UTF-8 text.");
        }
        return text;
    }

    /** One SOAP message. */
    static String soap(InputStream in, HttpServletRequest request, int most) throws IOException {
        var bytes = in == null ? new byte[0] : in.readNBytes(most + 1);
        if (bytes.length > most) {
            throw new SoapFault("Sender", "The message is larger than " + most + " bytes.");
        }
        return XmlText.of(
                bytes, (String) request.getAttribute(SoapRequest.TYPE), PackedRequest.encoding(request), most);
    }

    /** Whether one SOAP message is all that comes. */
    static boolean isSoap(HttpServletRequest request) {
        var type = (String) request.getAttribute(SoapRequest.TYPE);
        return "POST".equals(request.getMethod())
                && (type == null || !type.toLowerCase(Locale.ROOT).startsWith("multipart/"));
    }

    /** The version of SOAP of a message (empty: it was not read) by its text, else by its Content-Type. */
    static String soapVersion(HttpServletRequest request, String text) {
        return SoapVersion.of(text, (String) request.getAttribute(SoapRequest.TYPE))
                .number();
    }

    private static byte[] unpacked(byte[] bytes, String encoding, int most) {
        try {
            return ContentCodings.unpack(bytes, encoding, most);
        } catch (ContentCodings.TooLarge e) {
            throw new Problem(413, "body-too-large", "The body, unpacked, is larger than " + most + " bytes.");
        } catch (ContentCodings.Unknown e) {
            throw new Problem(
                    415,
                    "encoding-unsupported",
                    "The body's Content-Encoding is not one we read; send it as it is, or as gzip or deflate.");
        } catch (IOException e) {
            throw new Problem(400, "malformed-json", "The body is not what its Content-Encoding says.");
        }
    }
}
