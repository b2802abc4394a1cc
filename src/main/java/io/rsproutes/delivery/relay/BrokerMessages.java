package io.rsproutes.delivery.relay;

import java.util.Map;

import io.rsproutes.delivery.EventFormats.Payload;
import io.rsproutes.platform.broker.BrokerConfiguration;
import org.apache.camel.Exchange;

/** An event as a message of our own broker, which drops a repeat by its {@code _AMQ_DUPL_ID}. */
public class BrokerMessages {

    /**
     * Writes body (the text of the payload) and headers, in place of all others, from variables {@code
     * delivery, payload}: the payload's content type, as JMS_AMQP_ContentType and _AMQ_CONTENT_TYPE;
     * _AMQ_DUPL_ID, by which the broker drops a repeat (the delivery's id, and of a replay its nonce);
     * rspTenant, rspType, rspSubject, rspEventId.
     */
    @SuppressWarnings("unchecked")
    public void write(Exchange exchange) {
        var delivery = (Map<String, Object>) exchange.getVariable("delivery");
        var payload = exchange.getVariable("payload", Payload.class);
        var message = exchange.getMessage();
        message.removeHeaders("*");
        message.setHeader(
                "_AMQ_DUPL_ID",
                delivery.get("id") + (delivery.get("replay") == null ? "" : "/" + delivery.get("replay")));
        BrokerConfiguration.CONTENT_TYPES.forEach(name -> message.setHeader(name, payload.contentType()));
        message.setHeader("rspTenant", delivery.get("tenant"));
        message.setHeader("rspType", delivery.get("type"));
        message.setHeader("rspSubject", delivery.get("subject"));
        message.setHeader("rspEventId", delivery.get("event_id"));
        message.setBody(payload.body());
    }
}
