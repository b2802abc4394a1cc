package io.rsproutes.northbound.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.rsproutes.support.Api.Answer;
import io.rsproutes.support.BundleIT;

/** Every path of every contract, and how each face says an error. */
abstract class ContractScenarios extends BundleIT {

    static final String NOWHERE = "01890000-0000-7000-8000-000000000000";

    /** One method of one path; {@code open}: it needs no token. */
    record Operation(
            String contract, String method, String path, List<String> query, List<String> produces, boolean open) {
        String at() {
            return method + " " + path;
        }

        boolean tmf() {
            return contract.startsWith("tmf");
        }
    }

    static List<Operation> operations() throws IOException {
        var all = new ArrayList<Operation>();
        for (var name : Contracts.NAMES) {
            if (name.equals("asyncapi.yaml")) {
                continue;
            }
            var contract = ContractsTest.read(name);
            var base = contract.at("/servers/0/url").asText().replaceFirst("/$", "");
            contract.path("paths")
                    .properties()
                    .forEach(path -> path.getValue().properties().forEach(method -> {
                        var query = new ArrayList<String>();
                        method.getValue().path("parameters").forEach(one -> {
                            if (one.path("in").asText().equals("query")) {
                                query.add(one.path("name").asText());
                            }
                        });
                        var produces = new ArrayList<String>();
                        method.getValue().path("responses").properties().forEach(answer -> {
                            if (answer.getKey().startsWith("2")) {
                                answer.getValue().path("content").fieldNames().forEachRemaining(produces::add);
                            }
                        });
                        all.add(new Operation(
                                name,
                                method.getKey().toUpperCase(),
                                base + path.getKey(),
                                query,
                                produces,
                                method.getValue().has("security")));
                    }));
        }
        assertThat(all).hasSizeGreaterThan(40);
        return all;
    }

    static String filled(String path, Map<String, String> ids) {
        for (var id : ids.entrySet()) {
            if (path.startsWith(id.getKey())) {
                path = path.replace("{id}", id.getValue());
            }
        }
        // Of these there must be one thing to look for.
        return path.replace("/search", "/search?eid=" + EID)
                .replace("{eid}", EID)
                .replace("{iccid}", "8947010000123456784")
                .replace("{id}", NOWHERE)
                .replace("{linkId}", NOWHERE);
    }

    Answer send(String method, String path, String body, String... headers) {
        return operator.send(operator.request(path, headers)
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body)));
    }

    static String type(Answer answer) {
        return answer.headers().firstValue("Content-Type").orElse("").replaceFirst(";.*", "");
    }

    /** An error as this face says it. */
    static void error(String at, String path, Answer answer, int status) {
        assertThat(answer.status()).as(at + " " + answer.text()).isEqualTo(status);
        if (path.startsWith("/tmf-api/")) {
            assertThat(type(answer)).as(at).isEqualTo("application/json");
            assertThat(answer.json().path("@type").asText())
                    .as(at + answer.text())
                    .isEqualTo("Error");
            assertThat(answer.json().path("reason").asText()).as(at).isNotBlank();
        } else if (path.startsWith("/esim-profile-management/")) {
            assertThat(type(answer)).as(at).isEqualTo("application/json");
            assertThat(answer.json().path("status").asInt())
                    .as(at + answer.text())
                    .isEqualTo(status);
            assertThat(answer.json().path("code").asText())
                    .as(at)
                    .matches("[A-Z_]+")
                    .isNotEqualTo("INTERNAL");
        } else if (path.startsWith("/gsma/")) {
            assertThat(type(answer)).as(at).isEqualTo("application/json");
            assertThat(answer.headers().firstValue("X-Admin-Protocol")).as(at).isPresent();
            assertThat(answer.json()
                            .at("/header/functionExecutionStatus/status")
                            .asText())
                    .as(at + answer.text())
                    .isEqualTo("Failed");
            assertThat(answer.json()
                            .at("/header/functionExecutionStatus/statusCodeData/reasonCode")
                            .asText())
                    .as(at)
                    .isNotBlank();
        } else {
            assertThat(type(answer)).as(at).isEqualTo("application/problem+json");
            assertThat(answer.json().path("status").asInt())
                    .as(at + answer.text())
                    .isEqualTo(status);
            assertThat(answer.code()).as(at).isNotBlank();
        }
    }
}
