package io.rsproutes.northbound.bulk;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.regex.Pattern;

import javax.xml.stream.XMLStreamException;

import io.rsproutes.common.Causes;
import io.rsproutes.common.Masking;
import io.rsproutes.common.Problem;
import io.rsproutes.common.io.LimitedXml;
import io.rsproutes.config.Settings;
import io.rsproutes.northbound.bulk.format.BulkFormats;
import org.apache.camel.Exchange;
import org.apache.camel.Variable;
import org.apache.camel.support.processor.validation.SchemaValidationException;
import org.xml.sax.SAXParseException;

/** A job's file: which format it has, and, of XML, whether it may be mapped. */
public class BulkInput {

    private static final Pattern QUOTED = Pattern.compile("'([^']*)'");
    private static final Pattern NAME = Pattern.compile("[A-Za-z_:]{1,40}");

    private final Settings settings;
    private final BulkFormats formats;

    public BulkInput(Settings settings) {
        this.settings = settings;
        this.formats = new BulkFormats(settings.files());
    }

    /**
     * What is to be read of a job.
     *
     * @param format      csv, ids, out, xml, or one of {@code rsp.files.formats}
     * @param file        that has the lines
     * @param toTranslate whether a mapping has to write that first
     */
    public record Input(String format, String file, Boolean toTranslate) {}

    /**
     * Finds what to read of a job. In: variables jobId, jobName, jobFormat. Out: {@code format}, which is
     * jobFormat, or, while that is null, found by the file's first bytes, its first lines and its name: xml,
     * a name of {@code rsp.files.formats}, vendor {@code out}, ids (a list of EIDs or ICCIDs), or, when it is
     * none of these, csv, whose header toCheck then refuses; {@code file}, the path of the file with the
     * lines, for xml the CSV it is mapped to; {@code toTranslate}, true when that CSV is not there yet. 400
     * malformed-file for a file that is empty, is neither XML nor UTF-8, or begins with FORMAT: and a name
     * that is none of rsp.files.formats; 500 file-missing when the spool has no input of the job.
     *
     * @param known the format, when an earlier chunk found it; else null
     */
    public Input detect(
            @Variable("jobId") String jobId, @Variable("jobName") String name, @Variable("jobFormat") String known)
            throws IOException {
        var input = input(jobId);
        if (!Files.exists(input)) {
            throw new Problem(
                    500,
                    "file-missing",
                    "The file is not in rsp.bulk.spool any more;"
                            + " with several instances it must be a folder they share.");
        }
        var format = known == null ? format(input, name) : known;
        boolean xml = format.equals("xml");
        var file = xml ? orders(jobId) : input;
        return new Input(format, file.toString(), xml && !Files.exists(file));
    }

    private String format(Path input, String name) throws IOException {
        try {
            return formats.detect(input, name);
        } catch (CharacterCodingException e) {
            throw BulkFormats.notUtf8(input);
        }
    }

    /**
     * Refuses the XML file of a job: 413 above {@code rsp.bulk.max-xml}; 400 malformed-file when it is not
     * well-formed, has a document type, or goes beyond a limit of depth, names or attributes.
     */
    public void checkXml(String jobId) throws IOException {
        var input = input(jobId);
        if (Files.size(input) > settings.bulk().maxXml()) {
            throw new Problem(
                    413, "body-too-large", "An XML file may have rsp.bulk.max-xml bytes; split it, or send CSV.");
        }
        try {
            LimitedXml.check(input);
        } catch (XMLStreamException e) {
            var at = e.getLocation();
            throw BulkFormats.malformed(
                    at == null ? 1 : at.getLineNumber(),
                    at == null ? 1 : at.getColumnNumber(),
                    "the XML is not well-formed, or goes beyond a limit");
        }
    }

    /**
     * Writes the body, the CSV that an XML file was mapped to, as the {@code file} that detect gives for it,
     * in place of one that is there: all of it, or nothing.
     */
    public void keepOrders(String csv, String jobId) throws IOException {
        var file = orders(jobId);
        var part = file.resolveSibling("orders.part");
        Files.writeString(SpoolFiles.create(part), csv);
        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    /**
     * Throws 400 malformed-file for the exception just caught, with the line, column and words of the fault
     * in the XML, without values that the words quote; 1 and 1, and other words, if it names no place.
     */
    public void refuseXml(Exchange exchange) {
        var at = fault(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class));
        throw at == null
                ? BulkFormats.malformed(1, 1, "the file is no XML that can be read")
                : BulkFormats.malformed(
                        at.getLineNumber(),
                        at.getColumnNumber(),
                        "the XML is not as it should be: " + words(at.getMessage()));
    }

    private static SAXParseException fault(Throwable failure) {
        for (var cause : Causes.of(failure)) {
            if (cause instanceof SAXParseException fault) {
                return fault;
            }
            if (cause instanceof SchemaValidationException schema
                    && !schema.getErrors().isEmpty()) {
                return schema.getErrors().get(0);
            }
        }
        return null;
    }

    // Without the values a schema's fault quotes, as one may be a key: only what is a name is repeated.
    private static String words(String fault) {
        return Masking.mask(QUOTED.matcher(String.valueOf(fault))
                .replaceAll(quoted -> NAME.matcher(quoted.group(1)).matches() ? "'$1'" : "'…'"));
    }

    private Path input(String jobId) {
        return BulkSpool.folder(settings, jobId).resolve("input");
    }

    private Path orders(String jobId) {
        return BulkSpool.folder(settings, jobId).resolve("orders.csv");
    }
}
