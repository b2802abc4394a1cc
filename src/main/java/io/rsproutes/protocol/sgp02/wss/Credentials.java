package io.rsproutes.protocol.sgp02.wss;

/** Who a UsernameToken names, and the password its digest is made with. */
public record Credentials(String username, String password) {

    /** Without the password. */
    @Override
    public String toString() {
        return "Credentials[" + username + "]";
    }
}
