namespace Zkfp.Cli.Infrastructure;

/// <summary>Waits that a signal ends: a pipe without a writer or reader blocks its thread for as long as it likes.</summary>
internal static class Interruptible
{
    /// <summary>Runs something that may block for ever on a thread of its own. When cancelled, it is left behind.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static T Run<T>(Func<T> action, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        Task<T> task = Task.Factory.StartNew(action, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        task.ContinueWith(static t => _ = t.Exception, TaskScheduler.Default); // nobody looks at the error of one left behind
        try
        {
            task.Wait(cancellation);
        }
        catch (AggregateException)
        {
            // Thrown again below, without the wrapper.
        }

        return task.GetAwaiter().GetResult();
    }
}

/// <summary>
/// A pipe or terminal whose reads and writes a signal ends. One thread does them all, on a buffer of its own, so that one left behind in the middle of a
/// read harms
/// nobody.
/// </summary>
internal sealed class InterruptibleStream : Stream
{
    private readonly Stream _inner;
    private readonly CancellationToken _cancellation;
    private readonly SemaphoreSlim _start = new(0), _done = new(0);
    private readonly byte[] _buffer = new byte[1 << 16];
    private Thread? _thread;
    private int _count;
    private bool _writing;
    private Exception? _error;

    private InterruptibleStream(Stream inner, CancellationToken cancellation)
    {
        _inner = inner;
        _cancellation = cancellation;
    }

    /// <summary>Wraps a stream, unless it is a file, which does not block.</summary>
    public static Stream Wrap(Stream inner, CancellationToken cancellation) => inner.CanSeek ? inner : new InterruptibleStream(inner, cancellation);

    /// <inheritdoc/>
    public override bool CanRead => _inner.CanRead;

    /// <inheritdoc/>
    public override bool CanWrite => _inner.CanWrite;

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
        int read = Do(writing: false, Math.Min(buffer.Length, _buffer.Length));
        _buffer.AsSpan(0, read).CopyTo(buffer);
        return read;
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            int n = Math.Min(buffer.Length, _buffer.Length);
            buffer[..n].CopyTo(_buffer);
            Do(writing: true, n);
            buffer = buffer[n..];
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

    private int Do(bool writing, int count)
    {
        _cancellation.ThrowIfCancellationRequested();
        if (_thread is null)
        {
            _thread = new Thread(Work, 1 << 18) { IsBackground = true, Name = "standard streams" };
            _thread.Start();
        }

        _writing = writing;
        _count = count;
        _start.Release();
        _done.Wait(_cancellation);
        if (_error is { } e) throw e is IOException io ? new IOException(io.Message, io) { HResult = io.HResult } : e;
        return _count;
    }

    private void Work()
    {
        while (true)
        {
            _start.Wait();
            try
            {
                if (_writing) _inner.Write(_buffer, 0, _count);
                else _count = _inner.Read(_buffer, 0, _count);
                _error = null;
            }
            catch (Exception e)
            {
                _error = e;
            }

            _done.Release();
        }
    }
}
