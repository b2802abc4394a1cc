package io.rsproutes.security;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.Stream;

import io.rsproutes.config.Customer;
import io.rsproutes.config.Settings;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;

/**
 * Keeps webhooks off our own network. As the HTTP client's resolver it checks every address of a name at the moment of
 * connecting, so the checked address is the connected one (SECURITY.md).
 */
public class AddressGuard implements DnsResolver {

    /**
     * Of the IANA special-purpose registry, with multicast and what is reserved; also those of it that
     * are routed: no receiver is there.
     */
    private static final List<Range> SPECIAL_4 = Stream.of(
                    "0.0.0.0/8",
                    "10.0.0.0/8",
                    "100.64.0.0/10",
                    "127.0.0.0/8",
                    "169.254.0.0/16",
                    "172.16.0.0/12",
                    "192.0.0.0/24",
                    "192.0.2.0/24",
                    "192.31.196.0/24",
                    "192.52.193.0/24",
                    "192.88.99.0/24",
                    "192.168.0.0/16",
                    "192.175.48.0/24",
                    "198.18.0.0/15",
                    "198.51.100.0/24",
                    "203.0.113.0/24",
                    "224.0.0.0/3")
            .map(Range::of)
            .toList();
    /**
     * The only part of IPv6 with public addresses: outside are loopback, mapped and translated IPv4,
     * NAT64, local, multicast, discard.
     */
    private static final Range UNICAST = Range.of("2000::/3");
    /**
     * In it: protocol assignments with Teredo, ORCHID and benchmarking, documentation, 6to4,
     * 6bone, AS112, documentation again.
     */
    private static final List<Range> SPECIAL_6 = Stream.of(
                    "2001::/23", "2001:db8::/32", "2002::/16", "3ffe::/16", "2620:4f:8000::/48", "3fff::/20")
            .map(Range::of)
            .toList();

    private final boolean allowPrivate;

    public AddressGuard(Settings settings) {
        this(settings.delivery().allowPrivateAddresses());
    }

    AddressGuard(boolean allowPrivate) {
        this.allowPrivate = allowPrivate;
    }

    /** What is wrong with a webhook's URL, or null. */
    public String fault(String url) {
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            return "is not an address";
        }
        if (uri.getHost() == null
                || uri.getPort() > 65_535
                || uri.getRawUserInfo() != null
                || uri.getRawFragment() != null) {
            return "is not an address of a host, without user and fragment";
        }
        if (!"https".equalsIgnoreCase(uri.getScheme()) && !(allowPrivate && "http".equalsIgnoreCase(uri.getScheme()))) {
            return "is not https";
        }
        try {
            // A literal is judged now; a name again at every connection.
            if (!allowPrivate
                    && uri.getHost().matches("[0-9.]+|\\[.*]")
                    && isPrivate(InetAddress.getByName(uri.getHost()))) {
                return "is a private address";
            }
        } catch (UnknownHostException e) {
            return "is not an address";
        }
        return !allowPrivate && uri.getHost().matches("(?i)(.+\\.)?localhost\\.?") ? "is a private address" : null;
    }

    /**
     * What is wrong with an address this customer wants to be called at, or null: its host must be registered, and
     * not lead into our own network.
     */
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

    /** Whether it is anything but an address of one host on the public internet. */
    static boolean isPrivate(InetAddress address) {
        var bytes = address.getAddress();
        if (address instanceof Inet4Address) {
            return SPECIAL_4.stream().anyMatch(range -> range.holds(bytes));
        }
        return !UNICAST.holds(bytes) || SPECIAL_6.stream().anyMatch(range -> range.holds(bytes)) || isatap(bytes);
    }

    // An interface identifier that tunnels to the IPv4 address behind it (RFC 5214).
    private static boolean isatap(byte[] bytes) {
        return (bytes[8] & 0xFD) == 0 && bytes[9] == 0 && bytes[10] == 0x5E && (bytes[11] & 0xFF) == 0xFE;
    }

    /** Addresses whose first {@code bits} are those of {@code start}. */
    private record Range(byte[] start, int bits) {

        static Range of(String text) {
            try {
                var parts = text.split("/");
                return new Range(InetAddress.getByName(parts[0]).getAddress(), Integer.parseInt(parts[1]));
            } catch (UnknownHostException e) {
                throw new IllegalStateException(e);
            }
        }

        boolean holds(byte[] address) {
            for (int bit = 0; bit < bits; bit++) {
                if (((address[bit / 8] ^ start[bit / 8]) & 0x80 >> bit % 8) != 0) {
                    return false;
                }
            }
            return true;
        }
    }
}
