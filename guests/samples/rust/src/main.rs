//! Rust's standard library at work: collections, threads, channels, time, input, panics, exit codes.

use std::collections::{BTreeMap, HashMap};
use std::io::{self, BufRead, Read, Write};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{mpsc, Arc, Condvar, Mutex};
use std::time::{Duration, Instant};
use std::{env, process, thread};

fn main() {
    let args: Vec<String> = env::args().collect();
    println!("{} arguments, LANG {:?}", args.len(), env::var("LANG"));
    let mut words = BTreeMap::new();
    for line in io::stdin().lock().lines() {
        for word in line.unwrap().split_whitespace() {
            *words.entry(word.to_string()).or_insert(0) += 1;
        }
    }
    println!("{words:?}");

    let mut squares = HashMap::new();
    for i in 0..10_000u64 {
        squares.insert(i, i * i);
    }
    println!("map {} {}", squares.len(), squares.values().sum::<u64>());

    let count = Arc::new(AtomicUsize::new(0));
    let pair = Arc::new((Mutex::new(0), Condvar::new()));
    let (tx, rx) = mpsc::channel();
    let handles: Vec<_> = (0..8)
        .map(|i| {
            let (count, pair, tx) = (count.clone(), pair.clone(), tx.clone());
            thread::spawn(move || {
                for _ in 0..100 {
                    count.fetch_add(1, Ordering::SeqCst);
                    thread::yield_now();
                }
                let (lock, signal) = &*pair;
                *lock.lock().unwrap() += 1;
                signal.notify_all();
                tx.send(i * 11).unwrap();
            })
        })
        .collect();
    drop(tx);
    let (lock, signal) = &*pair;
    let mut ready = lock.lock().unwrap();
    while *ready < 8 {
        ready = signal.wait(ready).unwrap();
    }
    drop(ready);
    let mut got: Vec<i32> = rx.iter().collect();
    got.sort();
    for handle in handles {
        handle.join().unwrap();
    }
    println!("threads {} {:?}", count.load(Ordering::SeqCst), got);

    let start = Instant::now();
    thread::sleep(Duration::from_millis(7));
    println!("slept {}", start.elapsed() >= Duration::from_millis(7));
    let (timer, alarm) = mpsc::channel::<()>();
    println!("timeout {:?}", alarm.recv_timeout(Duration::from_millis(2)));
    drop(timer);

    println!("{:?}", std::fs::read_to_string("/no/such/file").map_err(|e| e.kind()));
    let mut buffer = Vec::new();
    println!("{:?} {}", io::stdin().read_to_end(&mut buffer), (0.1f64 + 0.2).to_string());
    io::stdout().flush().unwrap();
    if args.len() > 1 {
        panic!("as asked");
    }
    process::exit(5);
}
