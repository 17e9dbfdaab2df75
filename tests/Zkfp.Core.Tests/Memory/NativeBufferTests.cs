using Zkfp.Core.Memory;

namespace Zkfp.Core.Tests.Memory;

public unsafe class NativeBufferTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1000)]
    [InlineData(3 << 19)]
    public void Buffers_are_aligned_and_cleared_on_request(int length)
    {
        for (int round = 0; round < 2; round++)
        {
            using var buffer = new NativeBuffer(length, clear: true);
            Assert.Equal(length, buffer.Length);
            Assert.Equal(0u, (uint)((nuint)buffer.Pointer & 63));
            Assert.Equal(-1, buffer.AsSpan(0, length).IndexOfAnyExcept(0u));

            // What the next round must not see.
            buffer.AsSpan(0, length).Fill(7);
        }
    }

    [Fact]
    public void Ranges_are_checked_and_disposed_buffers_refused()
    {
        var buffer = new NativeBuffer(16);
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.AsSpan(0, 17));
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.AsSpan(-1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.AsSpan(16, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.AsSpan(long.MaxValue, 1));
        Assert.Equal(0, buffer.AsSpan(16, 0).Length);
        buffer.Dispose();
        buffer.Dispose();
        Assert.Throws<ObjectDisposedException>(() => buffer.AsSpan(0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new NativeBuffer(-1));
    }

    [Fact]
    public void Two_buffers_in_use_never_share_memory()
    {
        const int words = 1 << 20;
        for (int round = 0; round < 3; round++)
        {
            using NativeBuffer a = new(words), b = new(words), c = new(words + 5);
            a.AsSpan(0, words).Fill(1);
            b.AsSpan(0, words).Fill(2);
            c.AsSpan(0, words + 5).Fill(3);
            Assert.Equal(-1, a.AsSpan(0, words).IndexOfAnyExcept(1u));
            Assert.Equal(-1, b.AsSpan(0, words).IndexOfAnyExcept(2u));
        }
    }
}
