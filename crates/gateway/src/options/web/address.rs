use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::host::Host;

/// What may be reached at an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reach {
    /// The Internet.
    Public,
    /// This machine or its site.
    Private,
    /// Its link, where clouds keep the credentials of machines, and what no service is at.
    Special,
}

/// Whether a listed host may be at this address; says why not. An address that is itself listed is allowed.
pub(super) fn check(address: IpAddr, host: &Host) -> Result<(), &'static str> {
    if host.address() == Some(address) {
        return Ok(());
    }
    match reach(address) {
        Reach::Public => Ok(()),
        Reach::Private if host.is_private() => Ok(()),
        Reach::Private => Err("a private address, and it is not listed as private"),
        Reach::Special => {
            Err("an address of a link or of no service, which is allowed only if listed itself")
        }
    }
}

fn reach(address: IpAddr) -> Reach {
    match address {
        IpAddr::V4(address) => reach_v4(address),
        IpAddr::V6(address) => reach_v6(address),
    }
}

/// By IANA's registry of special addresses.
fn reach_v4(address: Ipv4Addr) -> Reach {
    match address.octets() {
        [10, ..] | [127, ..] | [172, 16..=31, ..] | [192, 168, ..] => Reach::Private,
        // Shared by carriers, and used inside clouds.
        [100, 64..=127, ..] => Reach::Private,
        [0, ..] | [169, 254, ..] | [224..=255, ..] => Reach::Special,
        // Protocols, documentation, the relays of 6to4, benchmarks.
        [192, 0, 0 | 2, _] | [192, 88, 99, _] | [198, 18 | 19, ..] => Reach::Special,
        [198, 51, 100, _] | [203, 0, 113, _] => Reach::Special,
        _ => Reach::Public,
    }
}

fn reach_v6(address: Ipv6Addr) -> Reach {
    if address == Ipv6Addr::LOCALHOST {
        return Reach::Private;
    }
    let segments = address.segments();
    let last = || {
        let [.., high, low] = segments;
        let [[a, b], [c, d]] = [high.to_be_bytes(), low.to_be_bytes()];
        Ipv4Addr::new(a, b, c, d)
    };
    match segments {
        // An IPv4 address written as IPv6, and one behind a translator.
        [0, 0, 0, 0, 0, 0xffff, ..] | [0x64, 0xff9b, 0, 0, 0, 0, ..] => reach_v4(last()),
        // A translator of the site's own.
        [0x64, 0xff9b, 1, ..] => Reach::Private,
        // 6to4 carries an IPv4 address.
        [0x2002, high, low, ..] => {
            let [[a, b], [c, d]] = [high.to_be_bytes(), low.to_be_bytes()];
            reach_v4(Ipv4Addr::new(a, b, c, d))
        }
        [0xfc00..=0xfdff, ..] | [0xfec0..=0xfeff, ..] => Reach::Private,
        // Teredo, benchmarks, identifiers, documentation.
        [0x2001, 0..=0x1ff, ..] | [0x2001, 0xdb8, ..] | [0x3fff, 0..=0xfff, ..] => Reach::Special,
        // Only this eighth is given out; links, multicast and what is unspecified are outside it.
        [0x2000..=0x3fff, ..] => Reach::Public,
        _ => Reach::Special,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        for (addresses, expected) in [
            (
                "1.1.1.1 8.8.8.8 172.15.255.255 172.32.0.1 100.63.0.1 100.128.0.1 192.167.1.1 198.20.0.1",
                Reach::Public,
            ),
            (
                "2606:4700::1111 2a00:1450::1 ::ffff:8.8.8.8 64:ff9b::808:808 2002:808:808::1",
                Reach::Public,
            ),
            (
                "10.0.0.1 127.0.0.1 127.9.9.9 172.16.0.1 172.31.255.255 192.168.1.1 100.64.0.1",
                Reach::Private,
            ),
            (
                "::1 fc00::1 fdff::1 fec0::1 ::ffff:10.0.0.1 ::ffff:127.0.0.1 64:ff9b::a00:1 64:ff9b:1::1 2002:a00:1::1",
                Reach::Private,
            ),
            (
                "0.0.0.0 0.1.2.3 169.254.169.254 224.0.0.1 255.255.255.255 240.0.0.1 192.0.2.1 198.18.0.1 203.0.113.9",
                Reach::Special,
            ),
            (
                ":: fe80::1 ff02::1 ::ffff:169.254.169.254 64:ff9b::a9fe:a9fe 2002:a9fe:a9fe::1 2001::1 2001:db8::1 ::7f00:1 100::1",
                Reach::Special,
            ),
        ] {
            for address in addresses.split(' ') {
                assert_eq!(reach(address.parse().unwrap()), expected, "{address}");
            }
        }
    }

    #[test]
    fn what_an_operator_lists_is_allowed() {
        for (listed, address, expected) in [
            ("a.example", "8.8.8.8", true),
            ("a.example", "10.0.0.1", false),
            ("a.example=private", "10.0.0.1", true),
            ("a.example=private", "::1", true),
            ("a.example=private", "169.254.169.254", false),
            ("a.example=private", "fe80::1", false),
            ("169.254.169.254", "169.254.169.254", true),
            ("10.0.0.1", "10.0.0.1", true),
            ("10.0.0.1", "10.0.0.2", false),
        ] {
            let host: Host = listed.parse().unwrap();
            let allowed = check(address.parse().unwrap(), &host);
            assert_eq!(allowed.is_ok(), expected, "{listed} {address}: {allowed:?}");
        }
    }
}
