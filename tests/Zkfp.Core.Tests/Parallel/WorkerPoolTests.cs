using Zkfp.Core.Parallel;

namespace Zkfp.Core.Tests.Parallel;

public class WorkerPoolTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Every_part_runs_once(int threads)
    {
        using var pool = new WorkerPool(threads);
        for (int job = 0; job < 200; job++)
        {
            int parts = job % 17;
            var counts = new int[parts];
            pool.Run(parts, i => Interlocked.Increment(ref counts[i]));
            Assert.All(counts, c => Assert.Equal(1, c));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(1000)]
    [InlineData(4096)]
    public void Ranges_cover_the_length_at_multiples(int length)
    {
        using var pool = new WorkerPool(3);
        var seen = new int[length];
        pool.For(length, 16, 64, (start, end) =>
        {
            Assert.Equal(0, start % 16);
            Assert.True(end == length || end - start >= 64);
            for (int i = start; i < end; i++) Interlocked.Increment(ref seen[i]);
        });
        Assert.All(seen, c => Assert.Equal(1, c));
    }

    [Fact]
    public void The_first_exception_is_thrown_and_the_pool_lives_on()
    {
        using var pool = new WorkerPool(3);
        var e = Assert.Throws<InvalidOperationException>(() => pool.Run(50, i =>
        {
            if (i == 7) throw new InvalidOperationException("seven");
        }));
        Assert.Equal("seven", e.Message);
        int sum = 0;
        pool.Run(10, i => Interlocked.Add(ref sum, i));
        Assert.Equal(45, sum);
    }

    [Fact]
    public void Cancellation_stops_a_job()
    {
        using var pool = new WorkerPool(2);
        using var source = new CancellationTokenSource();
        int ran = 0;
        Assert.Throws<OperationCanceledException>(() => pool.Run(
            1000,
            i =>
            {
                if (Interlocked.Increment(ref ran) == 5) source.Cancel();
            },
            source.Token));
        Assert.True(ran < 1000);
        Assert.Throws<OperationCanceledException>(() => pool.Run(1, _ => Assert.Fail("ran"), source.Token));
    }

    [Fact]
    public void A_job_inside_a_part_runs_on_its_thread()
    {
        using var pool = new WorkerPool(3);
        int sum = 0;
        pool.Run(8, _ =>
        {
            int thread = Environment.CurrentManagedThreadId;
            pool.Run(4, j =>
            {
                Assert.Equal(thread, Environment.CurrentManagedThreadId);
                Interlocked.Add(ref sum, j);
            });
        });
        Assert.Equal(48, sum);
    }

    [Fact]
    public void Jobs_of_several_callers_take_turns()
    {
        using var pool = new WorkerPool(2);
        int total = 0;
        var callers = new Thread[4];
        for (int t = 0; t < callers.Length; t++)
        {
            callers[t] = new Thread(() =>
            {
                for (int k = 0; k < 50; k++) pool.Run(5, _ => Interlocked.Increment(ref total));
            });
            callers[t].Start();
        }

        foreach (Thread t in callers) t.Join();
        Assert.Equal(1000, total);
    }
}
