//! Rust's standard library at work: collections, threads, channels, time, input, environment, panics that unwind, exit codes.
//! What it prints depends on the arguments, the environment and standard input only.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::io::{self, BufRead, Read, Write};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{mpsc, Arc, Barrier, Condvar, Mutex, OnceLock, RwLock};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use std::{alloc, env, panic, process, thread};

thread_local!(static OWN: RefCell<Vec<u32>> = const { RefCell::new(Vec::new()) });

struct Loud(&'static str);

impl Drop for Loud {
    fn drop(&mut self) {
        println!("dropped {}", self.0);
    }
}

fn main() {
    let args: Vec<String> = env::args().skip(1).collect();
    match args.first().map(String::as_str) {
        Some("panic") => panic!("as asked"),
        Some("abort") => process::abort(),
        Some("overflow") => drop(thread::spawn(|| println!("{}", deeper(1))).join()),
        Some("bounds") => println!("{}", args.as_bytes_at(7)),
        _ => {}
    }
    println!("{args:?}, LANG {:?}, HOME {:?}", env::var("LANG"), env::var("HOME"));
    input();
    collections();
    allocation();
    threads();
    clock();
    panics();
    println!("{:?}", std::fs::read_to_string("/no/such/file").map_err(|e| e.kind()));
    io::stdout().flush().unwrap();
    process::exit(5);
}

#[allow(unconditional_recursion)]
fn deeper(n: u64) -> u64 {
    let frame = std::hint::black_box([n; 32]);
    deeper(n + 1) + frame[(n % 32) as usize]
}

trait BytesAt {
    fn as_bytes_at(&self, i: usize) -> u8;
}

impl BytesAt for Vec<String> {
    fn as_bytes_at(&self, i: usize) -> u8 {
        self[0].as_bytes()[i] // out of bounds for "bounds"
    }
}

fn input() {
    let mut words = BTreeMap::new();
    let mut buffer = Vec::new();
    let mut lines = io::stdin().lock();
    let mut line = String::new();
    while lines.read_line(&mut line).unwrap() > 0 {
        for word in line.split_whitespace() {
            *words.entry(word.to_uppercase()).or_insert(0) += 1;
        }
        line.clear();
    }
    println!("{words:?} then {:?}", lines.read_to_end(&mut buffer));
}

/// Maps whose hash keys come from the system's randomness: the order differs from run to run, the content does not.
fn collections() {
    let mut squares: HashMap<String, u64> = (0..1_000).map(|i| (format!("{i:x}"), i * i)).collect();
    squares.retain(|_, v| *v % 3 != 0);
    let unique: HashSet<u64> = squares.values().map(|v| v % 100).collect();
    let mut order: Vec<_> = unique.into_iter().collect();
    order.sort_unstable_by(|a, b| b.cmp(a));
    println!("map {} {} {:?} {:?}", squares.len(), squares.values().sum::<u64>(), squares.get("10"), &order[..4]);
    let mut queue: VecDeque<u32> = (0..100).collect();
    queue.rotate_left(37);
    println!("{:?} {:.3} {}", queue.front(), (0.1f64 + 0.2).sqrt(), u128::MAX / 0x1234_5678_9abc_def1_u128);
}

fn allocation() {
    let mut blocks: Vec<Vec<u8>> = (0..100).map(|i| vec![i as u8; 1 << (i % 14)]).collect();
    for (i, block) in blocks.iter_mut().enumerate() {
        block.resize(block.len() * 3 / 2 + 1, i as u8 ^ 0x55);
        block.shrink_to(block.len());
    }
    let sum: usize = blocks.iter().flatten().map(|b| *b as usize).sum();
    let layout = alloc::Layout::from_size_align(300 << 10, 1 << 16).unwrap();
    // SAFETY: the layout's size is not zero, and the block is freed with the same layout.
    let aligned = unsafe {
        let p = alloc::alloc_zeroed(layout);
        let is = p as usize % layout.align() == 0 && (0..layout.size()).step_by(4096).all(|i| *p.add(i) == 0);
        alloc::dealloc(p, layout);
        is
    };
    println!("allocated {sum}, aligned {aligned}");
}

fn threads() {
    static ONCE: OnceLock<u32> = OnceLock::new();
    let count = Arc::new(AtomicUsize::new(0));
    let pair = Arc::new((Mutex::new(0), Condvar::new()));
    let barrier = Arc::new(Barrier::new(8));
    let table = Arc::new(RwLock::new(vec![0u32; 8]));
    let (tx, rx) = mpsc::sync_channel(2);
    let handles: Vec<_> = (0..8)
        .map(|i| {
            let (count, pair, barrier, table, tx) = (count.clone(), pair.clone(), barrier.clone(), table.clone(), tx.clone());
            thread::Builder::new()
                .name(format!("worker {i}"))
                .spawn(move || {
                    for _ in 0..100 {
                        count.fetch_add(1, Ordering::SeqCst);
                        thread::yield_now();
                    }
                    barrier.wait();
                    OWN.with_borrow_mut(|own| own.extend([i as u32; 3]));
                    table.write().unwrap()[i] = OWN.with_borrow(|own| own.iter().sum());
                    let (lock, signal) = &*pair;
                    *lock.lock().unwrap() += ONCE.get_or_init(|| 1);
                    signal.notify_all();
                    for part in 0..4 {
                        tx.send(i * 11 + part).unwrap();
                    }
                    thread::current().name().map(str::len)
                })
                .unwrap()
        })
        .collect();
    drop(tx);
    let (lock, signal) = &*pair;
    let mut got: Vec<usize> = rx.iter().collect();
    got.sort();
    let mut ready = lock.lock().unwrap();
    while *ready < 8 {
        ready = signal.wait(ready).unwrap();
    }
    drop(ready);
    let names: usize = handles.into_iter().filter_map(|h| h.join().unwrap()).sum();
    println!("threads {} {} {:?} {}", count.load(Ordering::SeqCst), got.len(), table.read().unwrap(), names);
    let mut halves = [1u32, 2, 3, 4];
    thread::scope(|s| {
        for half in halves.chunks_mut(2) {
            s.spawn(move || half.iter_mut().for_each(|v| *v *= 10));
        }
    });
    println!("scoped {halves:?}");
}

fn clock() {
    let (start, wall) = (Instant::now(), SystemTime::now());
    thread::sleep(Duration::from_millis(7));
    println!("slept {} {}", start.elapsed() >= Duration::from_millis(7), wall.elapsed().unwrap() >= Duration::from_millis(7));
    println!("after 2024: {}", wall.duration_since(UNIX_EPOCH).unwrap().as_secs() > 1_704_067_200);
    let (timer, alarm) = mpsc::channel::<()>();
    println!("timeout {:?}", alarm.recv_timeout(Duration::from_millis(2)));
    drop(timer);
    println!("closed {:?}", alarm.recv());
}

fn panics() {
    let caught = panic::catch_unwind(|| {
        let _outer = Loud("outer");
        let _inner = Loud("inner");
        panic!("number {}", env::args().count());
    });
    println!("caught {:?}", caught.unwrap_err().downcast_ref::<String>());
    let shared = Arc::new(Mutex::new(1));
    let other = shared.clone();
    let joined = thread::spawn(move || {
        let _guard = other.lock().unwrap();
        let empty: Option<u8> = None;
        empty.expect("nothing there")
    })
    .join();
    println!("thread {:?}, poisoned {}", joined.unwrap_err().downcast_ref::<String>(), shared.is_poisoned());
}
