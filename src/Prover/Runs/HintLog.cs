using System.Buffers.Binary;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Zkfp.MipsVm.Execution;

namespace Zkfp.Prover.Runs;

/// <summary>
/// The answers to all HINTs of a run, recorded once and replayed as often as the run is executed again: with the program they determine it. They are kept
/// in a file that has no name, so that nothing stays behind however the process ends, and no input is too long.
/// </summary>
internal sealed class HintLog : IDisposable
{
    private const int BufferBytes = 1 << 16;

    private readonly SafeFileHandle _file;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private byte[]? _digest;
    private long _bytes;

    /// <summary>An empty log.</summary>
    /// <param name="directory">Folder with room for four bytes per answer, about the length of the program's input; it must exist.</param>
    public HintLog(string directory)
    {
        string path = Path.Combine(directory, $".hints-{Guid.NewGuid():N}");
        _file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Delete, FileOptions.DeleteOnClose);
        if (!OperatingSystem.IsWindows()) File.Delete(path);
    }

    /// <summary>Number of answers.</summary>
    public long Count => _bytes / sizeof(uint);

    /// <summary>SHA-256 of the answers; ends recording.</summary>
    public byte[] Digest => _digest ?? throw new InvalidOperationException("recording has not ended");

    /// <summary>Passes HINTs on to a host and records its answers. <see cref="Recorder.End"/> ends it.</summary>
    public Recorder Record(IHost inner) => new(this, inner);

    /// <summary>Answers as recorded, from the first one on. Any number of replays may be in use at the same time.</summary>
    public IHost Replay() => new Player(this);

    /// <inheritdoc/>
    public void Dispose()
    {
        _hash.Dispose();
        _file.Dispose();
    }

    /// <summary>Records.</summary>
    internal sealed class Recorder(HintLog log, IHost inner) : IHost
    {
        private readonly byte[] _buffer = new byte[BufferBytes];
        private int _used;

        /// <inheritdoc/>
        public uint Hint(uint service, uint argument, IMemoryReader memory)
        {
            uint answer = inner.Hint(service, argument, memory);
            BinaryPrimitives.WriteUInt32LittleEndian(_buffer.AsSpan(_used), answer);
            _used += sizeof(uint);
            if (_used == _buffer.Length) Flush();
            return answer;
        }

        /// <summary>The run is over.</summary>
        public void End()
        {
            Flush();
            log._digest = log._hash.GetHashAndReset();
        }

        private void Flush()
        {
            ReadOnlySpan<byte> full = _buffer.AsSpan(0, _used);
            log._hash.AppendData(full);
            try
            {
                RandomAccess.Write(log._file, full, log._bytes);
            }
            catch (ArgumentOutOfRangeException e)
            {
                throw DiskFull.FileTooLarge(e);
            }

            log._bytes += _used;
            _used = 0;
        }
    }

    private sealed class Player(HintLog log) : IHost
    {
        private readonly byte[] _buffer = new byte[BufferBytes];
        private long _next;
        private int _position;
        private int _length;

        public uint Hint(uint service, uint argument, IMemoryReader memory)
        {
            if (_position == _length) Fill();
            uint answer = BinaryPrimitives.ReadUInt32LittleEndian(_buffer.AsSpan(_position));
            _position += sizeof(uint);
            return answer;
        }

        private void Fill()
        {
            int wanted = (int)Math.Min(BufferBytes, log._bytes - _next);
            if (wanted == 0) throw new InvalidOperationException($"the run asks for more than the {log.Count} HINTs that it asked for the first time");
            for (int read = 0; read < wanted;)
            {
                int n = RandomAccess.Read(log._file, _buffer.AsSpan(read, wanted - read), _next + read);
                if (n == 0) throw new IOException($"the log of HINTs ends after {_next + read} of {log._bytes} bytes");
                read += n;
            }

            _next += wanted;
            _position = 0;
            _length = wanted;
        }
    }
}
