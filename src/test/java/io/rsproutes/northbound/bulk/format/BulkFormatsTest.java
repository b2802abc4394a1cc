package io.rsproutes.northbound.bulk.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.rsproutes.common.Csv;
import io.rsproutes.common.Problem;
import io.rsproutes.config.OrderFileSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.io.FileSystemResource;

/** Files of orders as spreadsheets, scripts and SIM vendors write them, read with the settings as they are shipped. */
class BulkFormatsTest {

    private static final String EID = "89049032123451234512345678901235";
    private static final String ICCID = "8947010000123456784";
    private static final String KI = "00112233445566778899AABBCCDDEEFF";
    private static final BulkFormats FORMATS = new BulkFormats(shipped());

    @TempDir
    Path folder;

    private static OrderFileSettings shipped() {
        try {
            var sources =
                    new YamlPropertySourceLoader().load("shipped", new FileSystemResource("config/application.yaml"));
            return new Binder(ConfigurationPropertySources.from(sources))
                    .bind("rsp.files", OrderFileSettings.class)
                    .get();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private List<BulkLine> read(String name, byte[] bytes) throws IOException {
        var file = Files.write(folder.resolve("input"), bytes);
        var lines = new ArrayList<BulkLine>();
        try (var reader = FORMATS.read(file, FORMATS.detect(file, name), BulkFormats.function(name))) {
            for (var line = reader.next(); line != null; line = reader.next()) {
                lines.add(line);
            }
        }
        return lines;
    }

    private List<BulkLine> read(String name, String text) throws IOException {
        return read(name, text.getBytes(StandardCharsets.UTF_8));
    }

    private void refused(String name, String text, String... words) {
        assertThatThrownBy(() -> read(name, text)).isInstanceOf(Problem.class).hasMessageContainingAll(words);
    }

    private static String unescape(String text) {
        return text.replace("\\r", "\r")
                .replace("\\n", "\n")
                .replace("\\t", "\t")
                .replace("EID", EID);
    }

    /** Cases 16 and 17, and their relations. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "function;eid;ref;;\\r\\ngetEIS;EID;A;;\\r\\n | 2",
                "function;eid;ref\\r\\ngetEIS;EID;A\\r\\n;;\\r\\n;;\\r\\n | 2",
                "sep=;\\r\\nfunction;eid;ref\\r\\ngetEIS;EID;A\\r\\n | 3",
                "\"sep=,\"\\r\\n\"function\",\"eid\",\"ref\"\\r\\n\"getEIS\",\"EID\",\"A\"\\r\\n | 3",
                "SEP=\\t\\nfunction\\teid\\tref\\ngetEIS\\tEID\\tA\\n | 3",
                "\\r\\n;;;\\r\\nfunction;eid;ref;\\r\\ngetEIS;EID;A;\\r\\n | 4",
                "function\\teid\\tref\\t\\t\\ngetEIS\\tEID\\tA\\t\\t\\n | 2",
                "\"function\";\"a,b,c,d\";\"eid\";\"ref\"\\n | 0",
                "function,eid,ref\\ngetEIS,=\"EID\",A\\n | 2",
                "function,eid,ref\\ngetEIS,'EID,A\\n | 2",
                "function,eid,ref\\ngetEIS,EID,A,,,\\n | 2",
                "function,eid,,ref\\ngetEIS,EID,,A\\n | 2"
            })
    void givenCsvAsSpreadsheetsWriteIt_thenItsOrderIsRead(String text, int line) throws IOException {
        if (line == 0) {
            refused("x.csv", unescape(text), "At line 1, column 2", "is unknown");
            return;
        }
        assertThat(read("x.csv", unescape(text.trim().isEmpty() ? text : text.stripTrailing())))
                .singleElement()
                .satisfies(order -> {
                    assertThat(order.number()).isEqualTo(line);
                    assertThat(order.fields())
                            .isEqualTo(Map.of("function", "getEIS", "eid", EID, "clientReference", "A"));
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE"})
    void givenAByteOrderMark_thenTheTextIsInItsEncodingAndQuotesMayFollow(String encoding) throws IOException {
        var text = "\uFEFF\"eid\",\"ref\"\r\n\"" + EID + "\",\"\u00c4\"\r\n";
        assertThat(read("getEIS.bom.csv", text.getBytes(Charset.forName(encoding))))
                .singleElement()
                .satisfies(order -> assertThat(order.fields())
                        .containsEntry("eid", EID)
                        .containsEntry("clientReference", "\u00c4"));
    }

    @Test
    void givenUtf16WithoutAByteOrderMark_thenItIsRefused() {
        for (var encoding : List.of(StandardCharsets.UTF_16BE, StandardCharsets.UTF_16LE)) {
            assertThatThrownBy(() -> read("x.csv", ("eid,ref\n" + EID + ",A\n").getBytes(encoding)))
                    .isInstanceOf(Problem.class)
                    .hasMessageContaining("save it as UTF-8");
        }
    }

    /** Of any length, in every format, and in memory that does not grow with it. */
    @ParameterizedTest
    @CsvSource({"x.csv, eid", "getEIS.txt, 8947010000123456784", "getEIS.out, * vendor", "x.csv, ''"})
    void givenALineWithoutAnEnd_thenItIsRefusedWhereItIs(String name, String first) {
        refused(
                name,
                first + "\n" + "x".repeat(100_000) + "\n",
                "At line 2, column 65537",
                "the line has more than 65536 characters");
        refused(name, "x".repeat(100_000), "At line 1, column 65537");
    }

    /** Case 15: what may be a key is not in the reason. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                KI + "," + EID + ",A\n",
                "ki,A1B2C3D4E5F60718\nx,y\n",
                "eid," + KI + "\nx,y\n",
                "function,q83vASNFZ4mrze8q83vASA==\nx,y\n",
                "eid,12345678\n"
            })
    void givenAFileWithoutAHeader_thenTheReasonRepeatsNothingOfIt(String text) {
        assertThatThrownBy(() -> read("getEIS.csv", text))
                .isInstanceOf(Problem.class)
                .hasMessageStartingWith("At line 1, column")
                .satisfies(problem -> assertThat(problem.getMessage())
                        .doesNotContain(KI, "A1B2C3D4E5F60718", "q83v", "12345678", EID));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "function,iccid,ref,clientReference\\ncancelOrder,8947010000123456784,A,B\\n | line 2, column 4 | two columns mean clientReference, and they differ",
                "function,iccid,ICCID\\ncancelOrder,8947010000123456784,8947010000123456792\\n | line 2, column 3 | two columns mean iccid, and they differ"
            })
    void givenTwoColumnsThatDiffer_thenTheFileIsRefused(String text, String where, String reason) {
        refused("x.csv", unescape(text), "At " + where, reason);
    }

    /** One long line, and whatever encoding it declares: that is for whoever reads XML. */
    @Test
    void givenXml_thenItIsKnownByItsFirstByte() throws IOException {
        var xml =
                "\n <?xml version='1.0' encoding='ISO-8859-1'?><orders ref='é'>" + "<o/>".repeat(20_000) + "</orders>";
        for (var encoding : List.of(
                StandardCharsets.UTF_8,
                StandardCharsets.ISO_8859_1,
                StandardCharsets.UTF_16,
                StandardCharsets.UTF_16LE)) {
            var file = Files.write(folder.resolve("orders.dat"), xml.getBytes(encoding));
            assertThat(FORMATS.detect(file, "orders.dat")).as(encoding.name()).isEqualTo("xml");
        }
        var text = Files.writeString(folder.resolve("orders.dat"), "\uFEFF\n" + ICCID + "\n");
        assertThat(FORMATS.detect(text, "orders.dat")).isEqualTo("ids");
    }

    @Test
    void givenTwoColumnsThatSayTheSame_thenTheyAreOne() throws IOException {
        assertThat(read(
                                "x.csv",
                                "function,iccid,ICCID,ref,clientReference\ncancelOrder," + ICCID + "," + ICCID
                                        + "F,A,\n")
                        .get(0)
                        .fields())
                .isEqualTo(Map.of("function", "cancelOrder", "iccid", ICCID, "clientReference", "A"));
    }

    @Test
    void givenAResultFile_thenItIsInput() throws IOException {
        var result =
                "line,ref,function,eid,iccid,state,status,subjectCode,reasonCode,code,message,activationCode,operationId\n"
                        + Csv.line(List.of(
                                "2",
                                "=1+1",
                                "cancelOrder",
                                "",
                                ICCID,
                                "FAILED",
                                "Failed",
                                "8.2",
                                "3.9",
                                "",
                                "no, not now",
                                "",
                                "0198-1"));
        assertThat(read("orders.csv.result.csv", result)).singleElement().satisfies(order -> assertThat(order.fields())
                .isEqualTo(Map.of("function", "cancelOrder", "iccid", ICCID, "clientReference", "=1+1")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Quantity: 1\\nvar_out:ICCID/IMSI/KI\\n8947010000123456784 001010000000001 KEY\\n",
                "HEADER DESCRIPTION\\n====\\nQuantity : 1\\nINPUT VARIABLES\\nvar_In:\\nICCID: 8947010000123456784\\nOUTPUT VARIABLES\\nvar_Out: ICCID/IMSI/KI\\n8947010000123456784 001010000000001 KEY\\n",
                "* x\\nQuantity : 1\\nvar_In\\nVar_Out : ICCID / IMSI / KI\\n8947010000123456784,001010000000001,KEY\\n",
                "Quantity: 1\\nvar_out : ICCID/IMSI/KI\\n\"8947010000123456784\" ; ; \"KEY\" ;\\n",
                "\uFEFFQuantity: 1\\nvar_out:ICCID,IMSI,KI\\n8947010000123456784\\t001010000000001\\tKEY\\n"
            })
    void givenAVendorsLayout_thenItsRecordsAreReadAndItsKeysAreNot(String text) throws IOException {
        for (var name : List.of("releaseProfile.k.out", "releaseProfile.k (1).out", "releaseProfile.vendor.txt")) {
            assertThat(read(name, unescape(text.replace("KEY", KI))))
                    .singleElement()
                    .satisfies(order ->
                            assertThat(order.fields()).isEqualTo(Map.of("function", "releaseProfile", "iccid", ICCID)));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Quantity: 1\\nProfileType: A\\nType: B\\nvar_out:ICCID\\n8947010000123456784\\n | two header lines mean profileType",
                "Quantity: 1\\nProfileType: A\\nvar_out:ICCID/PROFILE\\n8947010000123456784 B\\n | a column and the header mean profileType",
                "Quantity: 1\\nvar_out:ICCID/ICCID\\n8947010000123456784 8947010000123456792\\n | two columns mean iccid",
                "Quantity: 1\\nQuantity: 2\\nvar_out:ICCID\\n8947010000123456784\\n | Quantity stands twice",
                "Quantity: 1\\n8947010000123456784 001010000000001\\nvar_out:ICCID/IMSI\\n | a record stands here",
                "Quantity: 1\\nvar_out:ICCID/IMSI\\n8947010000123456784,,,1\\n | there are 4 values where var_out: names 2"
            })
    void givenAVendorsFileThatContradictsItself_thenItIsRefused(String text, String reason) {
        refused("downloadOrder.k.out", unescape(text), reason);
    }

    @Test
    void givenAListFromASpreadsheet_thenEmptyColumnsAndQuotesDoNotCount() throws IOException {
        assertThat(read("releaseProfile (2).txt", "\"" + ICCID + "\";;\r\n;;\r\n\"8947010000123456792\";;\r\n"))
                .extracting(line -> line.fields().get("iccid"))
                .containsExactly(ICCID, "8947010000123456792");
    }

    @Test
    void givenACellThatBeginsAFormula_thenItIsWrittenAsTextAndReadAsItWas() throws IOException {
        assertThat(Csv.line(List.of(
                        "=1+1",
                        "+49 x",
                        "-cmd|' /C calc'!A0",
                        "@SUM(A1)",
                        "\tx",
                        "+447700900123",
                        "-12.5",
                        "a=b",
                        "",
                        "-",
                        "'quoted'")))
                .isEqualTo("'=1+1,'+49 x,'-cmd|' /C calc'!A0,'@SUM(A1),\"'\tx\",+447700900123,-12.5,a=b,,-,'quoted'\n");
        assertThat(read("getEIS.csv", "eid,ref\n" + Csv.line(List.of(EID, "@SUM(A1)")))
                        .get(0)
                        .fields())
                .containsEntry("clientReference", "@SUM(A1)");
    }
}
