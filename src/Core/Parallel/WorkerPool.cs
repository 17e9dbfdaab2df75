using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace Zkfp.Core.Parallel;

/// <summary>
/// A small set of persistent threads that run numbered parts of one job at a time. The caller works too, so a pool of n threads owns
/// n − 1. Which thread takes a part is not fixed, so a part must depend on its number alone; parts of a job never depend on the number of
/// threads unless the caller derives their count from it. A job started inside a part runs on that thread alone.
/// </summary>
public sealed partial class WorkerPool : IDisposable
{
    // Blocks per thread: enough that an uneven machine still finishes together, few enough that a block outlives its dispatch.
    private const int BlocksPerThread = 4;

    [ThreadStatic]
    private static bool t_inside;

    private readonly Lock _jobLock = new();
    private readonly Thread[] _threads;
    private readonly SemaphoreSlim _start = new(0);
    private readonly ManualResetEventSlim _finished = new(false);
    private Job? _job;
    private volatile bool _stop;

    /// <summary>
    /// Starts a pool of <paramref name="threads"/> threads (0: one per available processor). With <paramref name="pin"/>, on Linux, each owned
    /// thread is bound to one processor of the process's affinity mask; the caller's thread is left alone.
    /// </summary>
    public WorkerPool(int threads = 0, bool pin = true)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        Threads = threads == 0 ? Environment.ProcessorCount : threads;
        _threads = new Thread[Threads - 1];
        for (int i = 0; i < _threads.Length; i++)
        {
            int index = i + 1;
            bool pinThis = pin && Threads <= Environment.ProcessorCount;
            _threads[i] = new Thread(() => Loop(index, pinThis)) { IsBackground = true, Name = $"zkfp-worker-{index}" };
            _threads[i].Start();
        }
    }

    /// <summary>Threads that work on a job, the caller's included.</summary>
    public int Threads { get; }

    /// <summary>
    /// Runs <paramref name="body"/> for 0 … <paramref name="parts"/> − 1 and returns when all are done. The first exception stops
    /// parts not yet begun and is thrown here, as is a cancellation, which is looked at before each part.
    /// </summary>
    public void Run(int parts, Action<int> body, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(parts);
        ObjectDisposedException.ThrowIf(_stop, this);
        cancellation.ThrowIfCancellationRequested();
        if (parts == 0) return;
        if (parts == 1 || Threads == 1 || t_inside)
        {
            for (int i = 0; i < parts; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                body(i);
            }

            return;
        }

        lock (_jobLock)
        {
            int helpers = Math.Min(_threads.Length, parts - 1);
            var job = new Job(body, parts, helpers, cancellation);
            _finished.Reset();
            Volatile.Write(ref _job, job);
            _start.Release(helpers);
            Work(job);
            _finished.Wait();
            Volatile.Write(ref _job, null);
            job.Error?.Throw();
            cancellation.ThrowIfCancellationRequested();
        }
    }

    /// <summary>
    /// Splits [0, <paramref name="length"/>) into blocks that start at multiples of <paramref name="multiple"/> and are at least
    /// <paramref name="minimum"/> long (the last may be shorter), and runs <paramref name="body"/>(start, end) for each.
    /// </summary>
    public void For(int length, int multiple, int minimum, Action<int, int> body, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(multiple);
        int block = BlockLength(length, multiple, minimum);
        int parts = length == 0 ? 0 : (int)(((long)length + block - 1) / block);
        Run(parts, i => body(i * block, (int)Math.Min(length, (long)(i + 1) * block)), cancellation);
    }

    /// <summary>The length of the blocks that <see cref="For"/> uses: to size per-block results.</summary>
    public int BlockLength(int length, int multiple, int minimum)
    {
        int blocks = Threads == 1 ? 1 : Threads * BlocksPerThread;
        long block = Math.Max(Math.Max(minimum, 1), ((long)length + blocks - 1) / blocks);
        block = (block + multiple - 1) / multiple * multiple;
        return (int)Math.Min(block, int.MaxValue / 2);
    }

    /// <summary>Stops the threads; no job may be running.</summary>
    public void Dispose()
    {
        lock (_jobLock)
        {
            if (_stop) return;
            _stop = true;
            _start.Release(Math.Max(1, _threads.Length));
            foreach (Thread t in _threads) t.Join();
            _start.Dispose();
            _finished.Dispose();
        }
    }

    private void Loop(int index, bool pin)
    {
        if (pin && OperatingSystem.IsLinux()) Pin(index);
        while (true)
        {
            _start.Wait();
            if (_stop) return;
            Job job = Volatile.Read(ref _job)!;
            Work(job);
            if (job.HelperDone()) _finished.Set();
        }
    }

    private static void Work(Job job)
    {
        t_inside = true;
        try
        {
            job.Work();
        }
        finally
        {
            t_inside = false;
        }
    }

    private sealed class Job(Action<int> body, int parts, int helpers, CancellationToken cancellation)
    {
        private int _next;
        private int _helpersLeft = helpers;
        private ExceptionDispatchInfo? _error;

        public ExceptionDispatchInfo? Error => Volatile.Read(ref _error);

        public bool HelperDone() => Interlocked.Decrement(ref _helpersLeft) == 0;

        public void Work()
        {
            try
            {
                while (Error is null && !cancellation.IsCancellationRequested)
                {
                    int i = Interlocked.Increment(ref _next) - 1;
                    if (i >= parts) return;
                    body(i);
                }
            }
            catch (Exception e)
            {
                Interlocked.CompareExchange(ref _error, ExceptionDispatchInfo.Capture(e), null);
            }
        }
    }

    // The index-th processor of the mask that the process was given. A refusal costs speed alone.
    private static unsafe void Pin(int index)
    {
        const int words = 16;
        ulong* mask = stackalloc ulong[words];
        for (int i = 0; i < words; i++) mask[i] = 0;
        if (SchedGetAffinity(0, words * sizeof(ulong), mask) < 0) return;
        int seen = 0;
        for (int cpu = 0; cpu < words * 64; cpu++)
        {
            if ((mask[cpu / 64] >> (cpu % 64) & 1) == 0) continue;
            if (seen++ != index) continue;
            for (int i = 0; i < words; i++) mask[i] = 0;
            mask[cpu / 64] = 1UL << (cpu % 64);
            _ = SchedSetAffinity(0, words * sizeof(ulong), mask);
            return;
        }
    }

    [LibraryImport("libc", EntryPoint = "sched_getaffinity")]
    private static unsafe partial int SchedGetAffinity(int pid, nuint size, ulong* mask);

    [LibraryImport("libc", EntryPoint = "sched_setaffinity")]
    private static unsafe partial int SchedSetAffinity(int pid, nuint size, ulong* mask);
}
