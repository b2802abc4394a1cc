package io.rsproutes.protocol.sgp02;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

import io.rsproutes.common.io.ContentCodings;

/**
 * The text of an XML message that came by HTTP: unpacked (RFC 9110, 8.4) within a limit, and decoded as RFC 7303 says.
 * A byte order mark decides, else the charset of the Content-Type, else the XML declaration, else it is UTF-8.
 */
public final class XmlText {

    private static final Pattern CHARSET =
            Pattern.compile("(?i)(?:^|[;\\s])charset\\s*=\\s*(?:\"([^\"]*)\"|'([^']*)'|([^;\\s]+))");
    private static final Pattern DECLARED =
            Pattern.compile("^<\\?xml\\s[^>]*?encoding\\s*=\\s*[\"']([A-Za-z0-9._:-]{1,40})[\"']");
    /** Longest XML declaration that is looked at, in bytes. */
    private static final int PROLOG = 400;

    private XmlText() {}

    /**
     * @param contentType     of the message, null when it has none
     * @param contentEncoding of the message, null when it has none; gzip is also known by its first bytes
     * @param most            bytes it may have when it is unpacked
     * @throws SoapFault Sender, when it cannot be read
     */
    public static String of(byte[] message, String contentType, String contentEncoding, int most) {
        return decoded(unpacked(message, contentEncoding, most), contentType);
    }

    private static byte[] unpacked(byte[] message, String contentEncoding, int most) {
        try {
            return ContentCodings.unpack(message, contentEncoding, most);
        } catch (ContentCodings.TooLarge e) {
            throw new SoapFault("Sender", "The message is larger than " + most + " bytes when it is unpacked.");
        } catch (ContentCodings.Unknown e) {
            throw new SoapFault(
                    "Sender",
                    "The Content-Encoding is not one we read; send the message as it is, or with"
                            + " gzip or deflate.");
        } catch (IOException e) {
            throw new SoapFault("Sender", "The message cannot be unpacked as its Content-Encoding says.");
        }
    }

    private static String decoded(byte[] bytes, String contentType) {
        var marked = marked(bytes);
        if (marked != null) {
            // A byte order mark is no part of the text.
            return text(bytes, marked).replaceFirst("^\uFEFF", "");
        }
        var said = charset(contentType);
        var declared = declared(bytes);
        if (said == null) {
            return text(bytes, declared == null ? StandardCharsets.UTF_8 : declared);
        }
        var outer = known(said, "The Content-Type");
        try {
            return strict(bytes, outer);
        } catch (CharacterCodingException e) {
            // The header is wrong of a message that its own declaration describes.
            if (declared != null && !declared.equals(outer)) {
                return text(bytes, declared);
            }
            throw SoapReader.malformed();
        }
    }

    private static Charset marked(byte[] bytes) {
        if (bytes.length >= 3 && bytes[0] == (byte) 0xEF && bytes[1] == (byte) 0xBB && bytes[2] == (byte) 0xBF) {
            return StandardCharsets.UTF_8;
        }
        if (bytes.length >= 2 && (bytes[0] == (byte) 0xFE && bytes[1] == (byte) 0xFF)) {
            return StandardCharsets.UTF_16BE;
        }
        return bytes.length >= 2 && bytes[0] == (byte) 0xFF && bytes[1] == (byte) 0xFE
                ? StandardCharsets.UTF_16LE
                : null;
    }

    /** The charset a Content-Type names, whatever quotes it stands in; null when it names none. */
    static String charset(String contentType) {
        var found = contentType == null ? null : CHARSET.matcher(contentType);
        if (found == null || !found.find()) {
            return null;
        }
        var name = found.group(1) != null ? found.group(1) : found.group(2) != null ? found.group(2) : found.group(3);
        name = name.replaceAll("[\"'\\s]", "");
        return name.isEmpty() ? null : name;
    }

    // What the XML declaration says, and the bytes before it; null when neither does.
    private static Charset declared(byte[] bytes) {
        boolean big = bytes.length >= 2 && bytes[0] == 0 && bytes[1] == '<';
        boolean little = bytes.length >= 2 && bytes[0] == '<' && bytes[1] == 0;
        if (big || little) {
            return big ? StandardCharsets.UTF_16BE : StandardCharsets.UTF_16LE;
        }
        var found = DECLARED.matcher(new String(bytes, 0, Math.min(bytes.length, PROLOG), StandardCharsets.ISO_8859_1));
        if (!found.find()) {
            return null;
        }
        var charset = known(found.group(1), "The XML declaration");
        // Written in single bytes, it cannot be what it says: someone has transcoded it on its way.
        return charset.name().startsWith("UTF-16") || charset.name().startsWith("UTF-32")
                ? StandardCharsets.UTF_8
                : charset;
    }

    private static Charset known(String name, String where) {
        try {
            return Charset.forName(name);
        } catch (IllegalArgumentException e) {
            throw new SoapFault("Sender", where + " names a charset that does not exist.");
        }
    }

    private static String text(byte[] bytes, Charset charset) {
        try {
            return strict(bytes, charset);
        } catch (CharacterCodingException e) {
            throw SoapReader.malformed();
        }
    }

    private static String strict(byte[] bytes, Charset charset) throws CharacterCodingException {
        return charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    }
}
