//! A load generator: keep-alive HTTP/1.1 connections, each on a thread of its own.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

/// One connection to a server on this machine.
pub(super) struct Connection {
    stream: BufReader<TcpStream>,
    port: u16,
    /// The `ETag` of the last answer.
    pub(super) etag: Option<String>,
    /// The `If-None-Match` of requests.
    pub(super) known: Option<String>,
}

impl Connection {
    pub(super) fn open(port: u16) -> Result<Self> {
        let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(30)))?;
        Ok(Self { stream: BufReader::new(stream), port, etag: None, known: None })
    }

    /// Sends a request and reads the whole answer.
    pub(super) fn send(&mut self, method: &str, path: &str, body: &str) -> Result<(u16, String)> {
        let (port, length) = (self.port, body.len());
        let known = self.known.as_deref();
        let known = known.map(|tag| format!("If-None-Match: {tag}\r\n")).unwrap_or_default();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\n{known}\
             Content-Length: {length}\r\n\r\n{body}"
        );
        self.stream.get_mut().write_all(request.as_bytes())?;
        let status = self.line()?;
        let status =
            status.split(' ').nth(1).and_then(|code| code.parse().ok()).context("no status")?;
        let (mut length, mut chunked) = (0, false);
        self.etag = None;
        loop {
            let line = self.line()?;
            let Some((name, value)) = line.split_once(':') else { break };
            let value = value.trim();
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = value.parse()?,
                "transfer-encoding" => chunked = value.eq_ignore_ascii_case("chunked"),
                "etag" => self.etag = Some(value.to_owned()),
                _ => {}
            }
        }
        if status == 304 {
            length = 0;
        }
        let mut body = Vec::new();
        if chunked {
            loop {
                let size = usize::from_str_radix(self.line()?.trim(), 16)?;
                self.take(size, &mut body)?;
                self.line()?;
                if size == 0 {
                    break;
                }
            }
        } else {
            self.take(length, &mut body)?;
        }
        Ok((status, String::from_utf8_lossy(&body).into_owned()))
    }

    fn line(&mut self) -> Result<String> {
        let mut line = String::new();
        if self.stream.read_line(&mut line)? == 0 {
            bail!("the server closed the connection");
        }
        Ok(line.trim_end().to_owned())
    }

    fn take(&mut self, size: usize, body: &mut Vec<u8>) -> Result<()> {
        let start = body.len();
        body.resize(start + size, 0);
        Ok(self.stream.read_exact(&mut body[start..])?)
    }
}

/// Sends `count` POSTs over `connections`, and gives the sorted times in milliseconds.
pub(super) fn post(
    port: u16,
    connections: usize,
    count: usize,
    request: impl Fn() -> (String, String) + Sync,
) -> Result<Vec<f64>> {
    let mut times = run(port, connections, count, |connection| {
        let (path, body) = request();
        let start = Instant::now();
        let (status, answer) = connection.send("POST", &path, &body)?;
        let time = start.elapsed().as_secs_f64() * 1000.0;
        if !(200..300).contains(&status) {
            bail!("{path} answered {status}: {answer}");
        }
        Ok(time)
    })?;
    times.sort_by(f64::total_cmp);
    Ok(times)
}

/// Does `request` `count` times over `connections`, each connection on a thread of its own.
pub(super) fn run<T: Send>(
    port: u16,
    connections: usize,
    count: usize,
    request: impl Fn(&mut Connection) -> Result<T> + Sync,
) -> Result<Vec<T>> {
    let left = AtomicUsize::new(count);
    let worker = || -> Result<Vec<T>> {
        let mut connection = Connection::open(port)?;
        let mut answers = Vec::new();
        while left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |n| n.checked_sub(1)).is_ok() {
            answers.push(request(&mut connection)?);
        }
        Ok(answers)
    };
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..connections).map(|_| scope.spawn(worker)).collect();
        let mut all = Vec::new();
        for thread in threads {
            all.extend(
                thread.join().map_err(|_| anyhow::anyhow!("a connection's thread panicked"))??,
            );
        }
        Ok(all)
    })
}

/// A quantile of sorted values.
pub(super) fn quantile(sorted: &[f64], at: f64) -> f64 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "an index between 0 and the length"
    )]
    let index = ((sorted.len().saturating_sub(1)) as f64 * at).round() as usize;
    sorted.get(index).copied().unwrap_or(f64::NAN)
}
