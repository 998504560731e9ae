//! TCP ports: which are free, and who holds one that is not.

use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::process::Command;

use anyhow::{Result, bail};

/// A port that was free a moment ago.
pub(crate) fn free() -> Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}

/// Fails when something listens on the port, and says what.
pub(crate) fn require(port: u16, what: &str, option: &str) -> Result<()> {
    if TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok() {
        return Ok(());
    }
    let holder = holder(port).unwrap_or_else(|| "a program of another user".into());
    bail!("port {port}, for {what}, is taken by {holder}: stop it, or choose another with {option}")
}

/// The program that listens on the port, as `name (process id)`.
fn holder(port: u16) -> Option<String> {
    if !Path::new("/proc/net/tcp").exists() {
        return holder_by_lsof(port);
    }
    let sockets: Vec<String> = ["/proc/net/tcp", "/proc/net/tcp6"]
        .iter()
        .filter_map(|table| std::fs::read_to_string(table).ok())
        .flat_map(|table| listeners(&table, port))
        .map(|inode| format!("socket:[{inode}]"))
        .collect();
    let numbered = |name: &std::ffi::OsStr| name.to_string_lossy().parse::<u32>().is_ok();
    let entries = std::fs::read_dir("/proc").ok()?.flatten();
    for process in entries.filter(|entry| numbered(&entry.file_name())) {
        let Ok(files) = std::fs::read_dir(process.path().join("fd")) else { continue };
        let holds = files.flatten().any(|file| {
            std::fs::read_link(file.path())
                .is_ok_and(|link| sockets.iter().any(|socket| link.as_os_str() == socket.as_str()))
        });
        if holds {
            let name = std::fs::read_to_string(process.path().join("comm")).unwrap_or_default();
            return Some(format!("{} (process {})", name.trim(), process.file_name().display()));
        }
    }
    None
}

/// The inodes of the sockets that listen on the port, out of the kernel's table.
fn listeners(table: &str, port: u16) -> Vec<String> {
    const LISTEN: &str = "0A";
    let local = format!(":{port:04X}");
    table
        .lines()
        .map(|row| row.split_whitespace().collect::<Vec<_>>())
        .filter(|row| row.len() > 9 && row[1].ends_with(&local) && row[3] == LISTEN)
        .map(|row| row[9].to_owned())
        .collect()
}

fn holder_by_lsof(port: u16) -> Option<String> {
    let filter = format!("-iTCP:{port}");
    let output =
        Command::new("lsof").args(["-nP", "-sTCP:LISTEN", "-Fpc", &filter]).output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout);
    let field = |key| text.lines().find_map(|line| line.strip_prefix(key));
    Some(format!("{} (process {})", field('c')?, field('p')?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_holder_of_a_port_is_named() -> Result<()> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let port = listener.local_addr()?.port();
        let refusal = require(port, "the gateway", "--port").unwrap_err().to_string();
        assert!(refusal.contains(&format!("(process {})", std::process::id())), "{refusal}");
        assert!(refusal.contains("--port"), "{refusal}");
        drop(listener);
        require(port, "the gateway", "--port")
    }
}
