using System.Buffers.Binary;
using System.Diagnostics;

namespace Zkfp.Rollup.Guest;

/// <summary>
/// The guest's host build in batch mode: one child process runs any number of inputs, each in a fresh process of its own. A crash
/// or a time-out of the child is an error of that input only; the next one starts a new child.
/// </summary>
public sealed class NativeGuest : IGuest
{
    private readonly string _path;
    private readonly TimeSpan _timeout;
    private Process? _process;

    /// <summary>Uses the program at <paramref name="path"/>.</summary>
    /// <param name="path">The host build of guests/evm.</param>
    /// <param name="timeout">Longest time for one input; 10 minutes if null.</param>
    /// <exception cref="GuestException">There is no such file.</exception>
    public NativeGuest(string path, TimeSpan? timeout = null)
    {
        if (!File.Exists(path)) throw new GuestException($"the native EVM guest '{path}' does not exist; build it with: make -C guests/evm host");
        _path = Path.GetFullPath(path);
        _timeout = timeout ?? TimeSpan.FromMinutes(10);
    }

    /// <inheritdoc/>
    public GuestRun Run(byte[] input, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        Process process = _process ??= Start();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(_timeout);
        try
        {
            // Killing the child is what ends a blocked read, on time-out as on cancellation.
            using CancellationTokenRegistration registration = limit.Token.Register(static p => Kill((Process)p!), process);
            Stream to = process.StandardInput.BaseStream, from = process.StandardOutput.BaseStream;
            Span<byte> word = stackalloc byte[4];
            BinaryPrimitives.WriteInt32BigEndian(word, input.Length);
            to.Write(word);
            to.Write(input);
            to.Flush();
            from.ReadExactly(word);
            int exitCode = BinaryPrimitives.ReadInt32BigEndian(word);
            from.ReadExactly(word);
            byte[] output = new byte[BinaryPrimitives.ReadInt32BigEndian(word)];
            from.ReadExactly(output);
            return new GuestRun(exitCode, output);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            Stop();
            cancellation.ThrowIfCancellationRequested();
            if (limit.IsCancellationRequested) throw new GuestException($"'{_path}' took longer than {_timeout.TotalSeconds:0} s", e);
            throw new GuestException($"'{_path}' ended before it answered: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Stop();

    private static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // It has ended by itself.
        }
    }

    private Process Start()
    {
        try
        {
            return Process.Start(new ProcessStartInfo(_path)
            {
                ArgumentList = { "--batch" },
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                UseShellExecute = false,
            })!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new GuestException($"cannot start '{_path}': {e.Message}", e);
        }
    }

    private void Stop()
    {
        if (_process is not { } process) return;
        _process = null;
        Kill(process);
        process.Dispose();
    }
}
