using System.Runtime.InteropServices;

namespace Zkfp.Cli.Infrastructure;

/// <summary>
/// read(2) and write(2) on an inherited descriptor. A <see cref="FileStream"/> keeps a position of its own, so that two of them on one file (<c>&gt; log
/// 2&gt;&amp;1</c>) write over each other; <see cref="Console"/>'s streams hide that a reader is gone.
/// </summary>
/// <param name="descriptor">Its number.</param>
/// <param name="cancellation">
/// Once this is set, a write does not wait for its reader any more. What takes it at once is still written: an error message should be.
/// </param>
internal sealed unsafe partial class DescriptorStream(int descriptor, CancellationToken cancellation = default) : Stream
{
    /// <summary>The code of the error that says that nobody reads.</summary>
    public const int BrokenPipe = 32;

    private const int Interrupted = 4, TryAgain = 11;
    private const short Readable = 1, Writable = 4;

    // A pipe that poll(2) calls writable takes so many bytes without waiting (PIPE_BUF); how long a cancelled write waits on.
    private const int Piece = 4096, Patience = 50;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        fixed (byte* p = buffer)
        {
            while (true)
            {
                nint n = Read(descriptor, p, (nuint)buffer.Length);
                if (n >= 0) return (int)n;
                WaitOrThrow(Readable);
            }
        }
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        fixed (byte* p = buffer)
        {
            for (int done = 0; done < buffer.Length;)
            {
                int piece = buffer.Length - done;
                if (cancellation.CanBeCanceled)
                {
                    AwaitReader();
                    piece = Math.Min(piece, Piece);
                }

                nint n = Write(descriptor, p + done, (nuint)piece);
                if (n < 0) WaitOrThrow(Writable);
                else done += (int)n;
            }
        }
    }

    /// <inheritdoc/>
    public override void Flush()
    {
        // Each write reaches the system at once.
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    // An error of the descriptor counts as ready: the write will say which.
    private void AwaitReader()
    {
        var entry = new PollEntry { Descriptor = descriptor, Wanted = Writable };
        while (Poll(&entry, 1, cancellation.IsCancellationRequested ? 0 : Patience) <= 0) cancellation.ThrowIfCancellationRequested();
    }

    private void WaitOrThrow(short wanted)
    {
        int error = Marshal.GetLastPInvokeError();
        if (error == Interrupted) return;
        if (error != TryAgain) throw new IOException(Marshal.GetPInvokeErrorMessage(error)) { HResult = error };
        var entry = new PollEntry { Descriptor = descriptor, Wanted = wanted };
        _ = Poll(&entry, 1, -1);
    }

    private struct PollEntry
    {
        public int Descriptor;
        public short Wanted;
        public short Got;
    }

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint Read(int descriptor, byte* buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(int descriptor, byte* buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "poll")]
    private static partial int Poll(PollEntry* entries, nuint count, int timeout);
}
