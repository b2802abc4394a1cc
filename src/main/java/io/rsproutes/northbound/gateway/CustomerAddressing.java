package io.rsproutes.northbound.gateway;

import io.rsproutes.config.Customer;
import io.rsproutes.config.Customer.ReplyTo;
import io.rsproutes.config.Settings;
import io.rsproutes.config.SettingsFault;
import io.rsproutes.protocol.sgp02.Addressing;
import io.rsproutes.protocol.sgp02.EntityUri;
import io.rsproutes.protocol.sgp02.SoapFault;
import io.rsproutes.protocol.sgp02.SoapMessage;
import io.rsproutes.security.AddressGuard;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who makes a customer's ES4 call, and where its result goes: what WS-Addressing says, held against what is agreed with
 * the customer; what it does not say, as agreed.
 */
final class CustomerAddressing {

    private static final Logger LOG = LoggerFactory.getLogger(CustomerAddressing.class);
    private static final int MAX_MESSAGE_ID = 1_000;
    private static final int MAX_ADDRESS = 1_500;

    private final Settings settings;
    private final AddressGuard guard;

    /** @throws SettingsFault when a customer's callback-url is none that a wsa:ReplyTo might name */
    CustomerAddressing(Settings settings, AddressGuard guard) {
        this.settings = settings;
        this.guard = guard;
        settings.tenants().forEach((id, tenant) -> {
            var fault = tenant.gateway() == null || tenant.gateway().callbackUrl() == null
                    ? null
                    : fault(tenant.gateway().callbackUrl(), tenant.gateway());
            if (fault != null) {
                throw new SettingsFault(
                        "rsp.tenants." + id + ".gateway.callback-url",
                        fault.replace("registered for you", "among its hosts"),
                        "set an https address at one of the customer's hosts");
            }
        });
    }

    /** The id of the message: results name it, and the same one again is the same call. */
    String messageId(SoapMessage message) {
        var id = message.messageId();
        if (id == null || id.isBlank()) {
            throw new SoapFault(
                    "Sender",
                    "message-id-required",
                    "wsa:MessageID is missing; results name it in wsa:RelatesTo, and the same one again is the"
                            + " same call.");
        }
        if (id.length() > MAX_MESSAGE_ID) {
            throw new SoapFault(
                    "Sender", "message-id-required", "wsa:MessageID is longer than " + MAX_MESSAGE_ID + " characters.");
        }
        return id;
    }

    /** The EntityId of the sender. The certificate says which customer calls; what the message says must fit. */
    String sender(Customer customer, SoapMessage message) {
        var from = message.senderEntityId();
        var entityId = from == null ? customer.assumedEntityId() : from;
        if (entityId == null || !customer.entityIds().contains(entityId)) {
            throw new SoapFault(
                    "Sender",
                    "requester-refused",
                    from == null
                            ? "The message does not say who sent it: wsa:From has no EntityId."
                            : "The EntityId of wsa:From is not one agreed with the holder of this client certificate.");
        }
        return entityId;
    }

    /** Whom the message is for, if it says so, must be us, or {@code anySmsr} behind us. */
    void checkReceiver(SoapMessage message, boolean anySmsr) {
        var to = EntityUri.parameter(message.to(), "EntityId");
        if (to != null && !anySmsr && !to.equals(settings.gateway().entityId())) {
            throw new SoapFault("Sender", "receiver-unknown", "The EntityId of wsa:To is not ours.");
        }
    }

    /** Where the result goes: a public address at a host registered for this customer; null for nowhere. */
    String replyTo(Customer customer, String function, SoapMessage message) {
        var address = message.replyTo();
        if (Addressing.isSomebody(address)) {
            var fault = fault(address, customer);
            if (fault != null) {
                throw new SoapFault("Sender", "replyto-refused", "wsa:ReplyTo " + fault + ".");
            }
            return address;
        }
        if (answersInResponse(function)) {
            return null;
        }
        if (customer.callbackUrl() == null) {
            checkReplyTo(customer, function);
        }
        return customer.callbackUrl();
    }

    /** SGP.02 has getEIS answered in the HTTP response; a customer that names no ReplyTo gets it there. */
    static boolean answersInResponse(String function) {
        return function.equals("getEIS");
    }

    private static void checkReplyTo(Customer customer, String function) {
        if (customer.replyTo() == ReplyTo.REQUIRED) {
            throw new SoapFault(
                    "Sender",
                    "replyto-required",
                    "wsa:ReplyTo is missing, so that no result could ever reach you; name an address at a host"
                            + " registered for you.");
        }
        LOG.warn(
                "a customer's {} names no wsa:ReplyTo: its result is kept until it sends the same message again,"
                        + " or reads the operation",
                function);
    }

    private String fault(String address, Customer customer) {
        return address.length() > MAX_ADDRESS
                ? "is longer than " + MAX_ADDRESS + " characters"
                : guard.fault(address, customer);
    }
}
