package io.rsproutes.security;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;

import io.rsproutes.core.Settings;
import io.rsproutes.core.Settings.Customer;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;

/**
 * Keeps webhooks off our own network. As the HTTP client's resolver it checks every address of a name at the moment of
 * connecting, so the checked address is the connected one (spec/reliability.md 4.5).
 */
public class AddressGuard implements DnsResolver {

    private final boolean allowPrivate;

    public AddressGuard(Settings settings) {
        this.allowPrivate = settings.delivery().allowPrivateAddresses();
    }

    /** What is wrong with a webhook's URL, or null. */
    public String fault(String url) {
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            return "is not an address";
        }
        if (uri.getHost() == null || uri.getPort() > 65_535 || uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
            return "is not an address of a host, without user and fragment";
        }
        if (!"https".equalsIgnoreCase(uri.getScheme()) && !(allowPrivate && "http".equalsIgnoreCase(uri.getScheme()))) {
            return "is not https";
        }
        try {
            // A literal is judged now; a name again at every connection.
            if (!allowPrivate && uri.getHost().matches("[0-9.]+|\\[.*]") && isPrivate(InetAddress.getByName(uri.getHost()))) {
                return "is a private address";
            }
        } catch (UnknownHostException e) {
            return "is not an address";
        }
        return uri.getHost().equalsIgnoreCase("localhost") && !allowPrivate ? "is a private address" : null;
    }

    /** What is wrong with an address this customer wants to be called at, or null: its host must be registered, and not lead into our own network. */
    public String fault(String url, Customer customer) {
        var fault = fault(url);
        if (fault != null) {
            return fault;
        }
        var uri = URI.create(url);
        int port = uri.getPort() >= 0 ? uri.getPort() : "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
        if (!customer.reaches(uri.getHost(), port)) {
            return "is at a host that is not registered for you";
        }
        try {
            resolve(uri.getHost());
        } catch (RefusedAddress e) {
            return "is a private address";
        } catch (UnknownHostException e) {
            // A name server that is away for now is no reason to refuse; it is asked again when we call.
        }
        return null;
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        var found = SystemDefaultDnsResolver.INSTANCE.resolve(host);
        if (!allowPrivate) {
            for (var address : found) {
                if (isPrivate(address)) {
                    throw new RefusedAddress("the address leads into a private network");
                }
            }
        }
        return found;
    }

    @Override
    public String resolveCanonicalHostname(String host) {
        return host;
    }

    /** The name leads to an address we do not call; permanent until the subscriber mends its DNS. */
    public static final class RefusedAddress extends UnknownHostException {
        public RefusedAddress(String reason) {
            super(reason);
        }
    }

    static boolean isPrivate(InetAddress address) {
        if (address.isLoopbackAddress() || address.isAnyLocalAddress() || address.isLinkLocalAddress() || address.isSiteLocalAddress() || address.isMulticastAddress()) {
            return true;
        }
        var bytes = address.getAddress();
        if (address instanceof Inet4Address) {
            int first = bytes[0] & 0xFF;
            int second = bytes[1] & 0xFF;
            return first == 0 || first == 100 && second >= 64 && second < 128 || first == 192 && second == 0 && (bytes[2] == 0 || bytes[2] == 2)
                    || first == 198 && (second == 18 || second == 19 || second == 51) || first == 203 && second == 0 || first >= 224;
        }
        if (address instanceof Inet6Address) {
            int first = bytes[0] & 0xFF;
            boolean uniqueLocal = (first & 0xFE) == 0xFC;
            boolean nat64 = first == 0 && (bytes[1] & 0xFF) == 0x64 && (bytes[2] & 0xFF) == 0xFF && (bytes[3] & 0xFF) == 0x9B;
            boolean sixToFour = first == 0x20 && bytes[1] == 0x02;
            boolean teredo = first == 0x20 && bytes[1] == 0x01 && bytes[2] == 0 && bytes[3] == 0;
            return uniqueLocal || nat64 || sixToFour || teredo || address.getHostAddress().startsWith("::") || embedded(bytes);
        }
        return false;
    }

    // ::a.b.c.d and ::ffff:a.b.c.d
    private static boolean embedded(byte[] bytes) {
        for (int i = 0; i < 10; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return true;
    }
}
