using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.IO.Pipes;
using Zkfp.MipsVm.Hosting;

namespace Zkfp.Rollup.Preimages;

/// <summary>The host program of a preimage oracle died, stalled, or answered what it must not.</summary>
public sealed class PreimageServerException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>
/// A host program that serves preimages as Optimism's Cannon starts it: its descriptor 3 receives hints (u32 length, bytes), 4 answers each with one byte, 5
/// receives keys (32 bytes), 6 answers each with a preimage (u64 length, bytes); numbers are big endian. Its standard output goes to standard error, its
/// input is empty. Not for use by several threads at once.
/// </summary>
public sealed class PreimageServer : IPreimageOracle, IDisposable
{
    /// <summary>Longest preimage that is taken, in bytes: more than the firmware does.</summary>
    public const int MaxPreimage = 128 << 20;

    private readonly string _command;
    private readonly TimeSpan _patience;
    private readonly CancellationToken _cancellation;
    private readonly AnonymousPipeServerStream _hints = new(PipeDirection.Out, HandleInheritability.Inheritable);
    private readonly AnonymousPipeServerStream _hintAnswers = new(PipeDirection.In, HandleInheritability.Inheritable);
    private readonly AnonymousPipeServerStream _keys = new(PipeDirection.Out, HandleInheritability.Inheritable);
    private readonly AnonymousPipeServerStream _preimages = new(PipeDirection.In, HandleInheritability.Inheritable);
    private readonly Process _process;

    /// <summary>Starts the program.</summary>
    /// <param name="command">Command line for /bin/sh.</param>
    /// <param name="patience">How long it may take to move the next bytes.</param>
    /// <param name="cancellation">Ends it, and whatever waits for it.</param>
    /// <exception cref="PreimageServerException">There is no shell.</exception>
    public PreimageServer(string command, TimeSpan patience, CancellationToken cancellation = default)
    {
        _command = command;
        _patience = patience;
        _cancellation = cancellation;
        var start = new ProcessStartInfo("/bin/sh") { UseShellExecute = false };
        start.ArgumentList.Add("-c");

        // The shell opens the inherited ends again under the numbers that the program knows; what it was given may have any.
        start.ArgumentList.Add($"exec </dev/null >&2 3</dev/fd/{_hints.GetClientHandleAsString()} 4>/dev/fd/{_hintAnswers.GetClientHandleAsString()} "
            + $"5</dev/fd/{_keys.GetClientHandleAsString()} 6>/dev/fd/{_preimages.GetClientHandleAsString()}\n{command}");
        try
        {
            _process = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            ClosePipes();
            throw new PreimageServerException($"cannot start the preimage server '{command}': {e.Message}", e);
        }

        // Only the program holds them now: its death is an end of file here.
        foreach (AnonymousPipeServerStream pipe in Pipes) pipe.DisposeLocalCopyOfClientHandle();
    }

    private AnonymousPipeServerStream[] Pipes => [_hints, _hintAnswers, _keys, _preimages];

    /// <inheritdoc/>
    /// <exception cref="PreimageServerException">There is no answer.</exception>
    public void Hint(ReadOnlySpan<byte> hint)
    {
        byte[] message = new byte[4 + hint.Length];
        BinaryPrimitives.WriteInt32BigEndian(message, hint.Length);
        hint.CopyTo(message.AsSpan(4));
        string what = $"the hint {HintText.Of(hint)}";
        Write(_hints, message, what);
        Read(_hintAnswers, 1, what);
    }

    /// <inheritdoc/>
    /// <exception cref="PreimageServerException">There is no whole answer.</exception>
    public byte[]? Find(ReadOnlySpan<byte> key)
    {
        string what = PreimageKey.Describe(key);
        Write(_keys, key.ToArray(), what);
        ulong length = BinaryPrimitives.ReadUInt64BigEndian(Read(_preimages, 8, what));
        if (length > MaxPreimage)
            throw Failed(string.Create(CultureInfo.InvariantCulture, $"announces {length} bytes for {what}; at most {MaxPreimage} are taken"));
        return Read(_preimages, (int)length, what);
    }

    /// <summary>Ends the program: by the end of its input, or else by force.</summary>
    public void Dispose()
    {
        ClosePipes();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(1))) Kill();
        _process.Dispose();
    }

    private void Write(AnonymousPipeServerStream pipe, byte[] bytes, string what)
    {
        Wait(() =>
        {
            pipe.Write(bytes);
            return bytes.Length;
        }, () => $"takes nothing for {Seconds} s when asked for {what}", what);
    }

    private byte[] Read(AnonymousPipeServerStream pipe, int length, string what)
    {
        byte[] bytes = new byte[length];
        for (int have = 0; have < length;)
        {
            int n = Wait(() => pipe.Read(bytes, have, length - have), () => have == 0 ? $"gives nothing for {Seconds} s when asked for {what}"
                : $"has stopped after {have} of {length} bytes for {Seconds} s when asked for {what}", what);
            if (n == 0) throw Ended(have == 0 ? what : $"{what}, after {have} of {length} bytes");
            have += n;
        }

        return bytes;
    }

    private string Seconds => _patience.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);

    // Reads and writes of anonymous pipes cannot be cancelled: they wait on a thread of their own, and end with the program.
    private int Wait(Func<int> move, Func<string> stalled, string what)
    {
        Task<int> task = Task.Run(move, CancellationToken.None);
        try
        {
            if (task.Wait((int)_patience.TotalMilliseconds, _cancellation)) return task.Result;
        }
        catch (OperationCanceledException)
        {
            Kill();
            throw;
        }
        catch (AggregateException e) when (e.InnerException is IOException)
        {
            throw Ended(what);
        }

        Kill();
        throw Failed(stalled());
    }

    private PreimageServerException Ended(string what) => Failed(_process.WaitForExit(TimeSpan.FromSeconds(1))
        ? $"has ended (exit code {_process.ExitCode}) when asked for {what}" : $"has closed its descriptors when asked for {what}");

    private PreimageServerException Failed(string how) => new($"the preimage server '{_command}' {how}");

    private void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception or AggregateException)
        {
            // It has ended by itself.
        }
    }

    private void ClosePipes()
    {
        foreach (AnonymousPipeServerStream pipe in Pipes) pipe.Dispose();
    }
}
