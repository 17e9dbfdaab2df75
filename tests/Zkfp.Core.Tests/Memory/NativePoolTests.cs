using Zkfp.Core.Memory;

namespace Zkfp.Core.Tests.Memory;

public unsafe class NativePoolTests
{
    [Fact]
    public void Ranges_are_split_and_merged()
    {
        var free = new FreeRanges(100);
        Assert.Equal(0, free.Take(10));
        Assert.Equal(10, free.Take(20));
        Assert.Equal(30, free.Take(5));
        Assert.Equal(35, free.Take(65));
        Assert.Equal(-1, free.Take(1));
        free.Give(10, 20);
        free.Give(35, 65);
        Assert.Equal([(10, 20), (35, 65)], free.Ranges);

        // The shortest that fits, then the rest of it.
        Assert.Equal(10, free.Take(15));
        Assert.Equal(25, free.Take(5));
        Assert.Equal(35, free.Take(1));
        free.Give(25, 5);
        free.Give(10, 15);
        free.Give(30, 5);
        free.Give(0, 10);
        free.Give(35, 1);
        Assert.Equal([(0, 100)], free.Ranges);
    }

    [Theory]
    [InlineData(10, 5)]
    [InlineData(15, 5)]
    [InlineData(5, 10)]
    [InlineData(5, 30)]
    [InlineData(19, 2)]
    public void A_free_range_cannot_be_given_back(int start, int length)
    {
        var free = new FreeRanges(100);
        free.Take(100);
        free.Give(10, 10);
        Assert.Throws<InvalidOperationException>(() => free.Give(start, length));
    }

    /// <summary>Random sizes, held and freed in random order by two threads: what one holds nobody else writes, trimmed pages included.</summary>
    [Fact]
    public void Blocks_keep_their_contents()
    {
        long limit = NativePool.PageLimit;
        try
        {
            System.Threading.Tasks.Parallel.For(0, 2, thread =>
            {
                var random = new Random(thread);
                var held = new List<(NativeBuffer Buffer, uint Mark)>();
                for (int i = 0; i < 300; i++)
                {
                    if (i % 50 == 49) NativePool.PageLimit = (long)random.Next(64) << 20;
                    if (held.Count != 0 && random.Next(3) != 0)
                    {
                        int at = random.Next(held.Count);
                        (NativeBuffer buffer, uint mark) = held[at];
                        held.RemoveAt(at);
                        for (long w = 0; w < buffer.Length; w += 1024) Assert.Equal(mark + (uint)w, buffer.Pointer[w]);
                        buffer.Dispose();
                        continue;
                    }

                    var fresh = new NativeBuffer(random.Next(8 << 20));
                    uint stamp = (uint)random.Next();
                    for (long w = 0; w < fresh.Length; w += 1024) fresh.Pointer[w] = stamp + (uint)w;
                    held.Add((fresh, stamp));
                }

                foreach ((NativeBuffer buffer, _) in held) buffer.Dispose();
            });
            NativePool.PageLimit = 0;
            Assert.Equal(0, NativePool.CachedBytes);
        }
        finally
        {
            NativePool.PageLimit = limit;
        }
    }

    /// <summary>The limit is for both together: where blocks in use take it, nothing that is freed keeps its pages.</summary>
    [Fact]
    public void Blocks_in_use_count()
    {
        long limit = NativePool.PageLimit;
        try
        {
            NativePool.PageLimit = 32L << 20;
            using var held = new NativeBuffer(16 << 20);
            var freed = new NativeBuffer(2 << 20);
            freed.Dispose();
            Assert.Equal(0, NativePool.CachedBytes);
            held.Dispose();
            using var other = new NativeBuffer(2 << 20);
            Assert.InRange(NativePool.CachedBytes, 0, 24L << 20);
        }
        finally
        {
            NativePool.PageLimit = limit;
        }
    }
}
