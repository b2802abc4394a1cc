package io.rsproutes.delivery.webhook;

import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import io.rsproutes.common.Json;
import io.rsproutes.common.Timestamps;
import io.rsproutes.config.Customer;
import io.rsproutes.config.Dialect;
import io.rsproutes.config.Settings;
import io.rsproutes.operation.CustomerMessages;
import io.rsproutes.protocol.es2plus.AdminProtocol;
import io.rsproutes.protocol.sgp02.SoapVersion;
import io.rsproutes.security.AddressGuard;
import org.apache.camel.Exchange;

/**
 * One attempt to deliver to a customer of the gateway at its own endpoint: {@code reply} the result of
 * its ES4 call, {@code es4} a notification, {@code es2plus} the progress of a download. The same
 * message, with the same ids, each time.
 */
public class CustomerDeliveries {

    /** Below the base address of an es2plus subscription, as below that of a peer. */
    public static final String PROGRESS = "/gsma/rsp2/es2plus/handleDownloadProgressInfo";

    private static final String BASE_PATH = "/gsma/rsp2/es2plus";

    private final Settings settings;
    private final AddressGuard guard;
    private final CustomerMessages messages;

    public CustomerDeliveries(Settings settings, AddressGuard guard, CustomerMessages messages) {
        this.settings = settings;
        this.guard = guard;
        this.messages = messages;
    }

    /**
     * The base address in what a customer gave: without the interface's own path, should that be there, and
     * without slashes at its end.
     */
    public static String base(String url) {
        var address = withoutSlashes(url.trim());
        for (var path : List.of(PROGRESS, BASE_PATH)) {
            if (address.endsWith(path)) {
                return withoutSlashes(address.substring(0, address.length() - path.length()));
            }
        }
        return address;
    }

    // Not by a regular expression: slashes without end would keep it busy for hours.
    private static String withoutSlashes(String address) {
        int end = address.length();
        while (end > 0 && address.charAt(end - 1) == '/') {
            end--;
        }
        return address.substring(0, end);
    }

    /** Whether our path can be put behind it: it has no query, and does not end in another function's path. */
    public static boolean isBase(String url) {
        return !url.contains("?") && !url.contains("#") && !url.contains("/gsma/rsp2/");
    }

    /**
     * The address (text) in the row of a delivery; for ES2+, with the path of handleDownloadProgressInfo
     * behind it. Throws AddressGuard$RefusedAddress (see delivery-attempt) when its tenant is no longer a
     * customer of the gateway, or may not be called there: the host is not registered for it, or the address
     * guard refuses it.
     *
     * @throws AddressGuard.RefusedAddress when the address is not, or no longer, one the customer may be called at
     */
    public String url(Map<String, Object> delivery) throws UnknownHostException {
        var customer = customer(delivery);
        var address = delivery.get("address").toString();
        var fault = customer == null
                ? "belongs to a tenant that is no customer of the gateway"
                : guard.fault(address, customer);
        if (fault != null) {
            throw new AddressGuard.RefusedAddress("the address " + fault);
        }
        return progress(delivery) ? address + PROGRESS : address;
    }

    /**
     * Writes the body, and sets Content-Type (for ES2+ also X-Admin-Protocol, our version; for SOAP 1.1 an
     * empty SOAPAction), from the row in variable {@code delivery}, by its channel: reply, the response to the
     * customer's ES4 call (SOAP); es4, a notification (SOAP), both in the customer's dialect, without one a
     * response as its call came; es2plus, progress (JSON). It is the same message, with the same ids, at every
     * attempt.
     */
    @SuppressWarnings("unchecked")
    public void write(Exchange exchange) {
        var delivery = (Map<String, Object>) exchange.getVariable("delivery");
        boolean progress = progress(delivery);
        var message = exchange.getMessage();
        var body = body(delivery);
        var soap = SoapVersion.of(body, null);
        message.setHeader(Exchange.CONTENT_TYPE, progress ? "application/json" : soap.contentType());
        if (progress) {
            message.setHeader("X-Admin-Protocol", AdminProtocol.of(AdminProtocol.OURS));
        } else if (soap == SoapVersion.V1_1) {
            // It must be there (SOAP 1.1, 6.1.1); nobody dispatches on it who reads the body.
            message.setHeader("SOAPAction", "\"\"");
        }
        message.setBody(body.getBytes(StandardCharsets.UTF_8));
    }

    private String body(Map<String, Object> delivery) {
        var id = delivery.get("event_id").toString();
        var at = Timestamps.instant(delivery.get("at"));
        var data = Json.read(delivery.get("data").toString());
        var address = delivery.get("address").toString();
        var entityId = customer(delivery).entityIds().stream().findFirst().orElse(null);
        var to = new CustomerMessages.Receiver(address, dialect(customer(delivery)));
        return switch (delivery.get("channel").toString()) {
            case "reply" ->
                messages.response(data, Json.read(delivery.get("reply_context").toString()), id, at, to);
            case "es4", "es2" ->
                messages.notification(
                        delivery.get("channel").toString(),
                        delivery.get("type").toString(),
                        data,
                        entityId,
                        id,
                        at,
                        to);
            default -> messages.progress(data, id, at);
        };
    }

    private Dialect dialect(Customer customer) {
        return customer.dialect() == null ? null : settings.dialects().get(customer.dialect());
    }

    private Customer customer(Map<String, Object> delivery) {
        var tenant = settings.tenants().get(delivery.get("tenant").toString());
        return tenant == null ? null : tenant.gateway();
    }

    private static boolean progress(Map<String, Object> delivery) {
        return "es2plus".equals(delivery.get("channel"));
    }
}
