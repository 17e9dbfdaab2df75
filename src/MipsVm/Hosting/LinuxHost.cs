using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Zkfp.MipsVm.Execution;
using Zkfp.MipsVm.Loading;

namespace Zkfp.MipsVm.Hosting;

/// <summary>What a Linux guest sees and writes.</summary>
public sealed class LinuxHostOptions
{
    /// <summary>argv, program name first. At least one entry is what programs expect.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = ["guest"];

    /// <summary>Environment as NAME=VALUE. None by default: a run must not depend on the machine it is made on.</summary>
    public IReadOnlyList<string> Environment { get; init; } = [];

    /// <summary>Standard input; null is empty.</summary>
    public Stream? Stdin { get; init; }

    /// <summary>Receives standard output; null drops it (its digest is public either way).</summary>
    public Stream? Stdout { get; init; }

    /// <summary>Receives standard error; null drops it.</summary>
    public Stream? Stderr { get; init; }
}

/// <summary>
/// The host of profile <c>linux</c>: boot tape, standard input, outputs. Input is cut into pieces by its length only, so a
/// run does not depend on how a pipe delivers it.
/// </summary>
public class LinuxHost : IHost
{
    private const int BufferSize = 1 << 16;

    private readonly byte[] _tape;
    private readonly Stream _stdin;
    private readonly Stream _stdout;
    private readonly Stream _stderr;
    private readonly byte[] _buffer = new byte[BufferSize];
    private int _tapePosition;
    private int _start;
    private int _end;
    private int _promised;
    private readonly IncrementalHash _written = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly List<GuestDiagnostic> _diagnostics = [];

    /// <summary>Makes the host of one run of a program of the given byte order.</summary>
    public LinuxHost(Endianness endianness, LinuxHostOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Endianness = endianness;
        _tape = MakeTape(options.Arguments, options.Environment, endianness);
        _stdin = options.Stdin ?? Stream.Null;
        _stdout = options.Stdout ?? Stream.Null;
        _stderr = options.Stderr ?? Stream.Null;
    }

    /// <summary>Byte order of the program.</summary>
    public Endianness Endianness { get; }

    /// <summary>What the firmware said about threads that died or wait for ever.</summary>
    public IReadOnlyList<GuestDiagnostic> Diagnostics => _diagnostics;

    /// <summary>SHA-256 of what the program has written to standard output so far.</summary>
    public byte[] OutputDigest => _written.GetCurrentHash();

    /// <inheritdoc/>
    /// <exception cref="GuestStoppedException">The firmware cannot go on.</exception>
    /// <exception cref="HostRequestException">A service that does not exist.</exception>
    public virtual uint Hint(uint service, uint argument, IMemoryReader memory)
    {
        switch ((HintService)service)
        {
            case HintService.BootWord:
                return TakeWord(_tape, ref _tapePosition, _tape.Length);
            case HintService.StdinLength:
                if (_start == _end)
                    FillBuffer();
                return (uint)(_promised = (int)Math.Min(argument, (uint)(_end - _start)));
            case HintService.StdinWord:
                {
                    int before = _start;
                    uint word = TakeWord(_buffer, ref _start, _start + _promised);
                    _promised -= _start - before;
                    return word;
                }
            case HintService.Write:
                Write(argument, memory);
                return 0;
            case HintService.Diagnostic:
                if (_diagnostics.Count < GuestDiagnostic.Most)
                    _diagnostics.Add(GuestDiagnostic.Read(argument, memory));
                return 0;
            case HintService.Stop:
                throw new GuestStoppedException(ReadText(argument, memory));
            default:
                throw new HostRequestException($"HINT service {service} at argument 0x{argument:x8} does not exist");
        }
    }

    /// <summary>
    /// The next up to four bytes of <paramref name="data"/>, zero padded, as the word whose store puts them in this order.
    /// </summary>
    protected uint TakeWord(ReadOnlySpan<byte> data, ref int position, int end)
    {
        Span<byte> bytes = stackalloc byte[4];
        int n = Math.Clamp(end - position, 0, 4);
        data.Slice(position, n).CopyTo(bytes);
        position += n;
        return Endianness == Endianness.Big ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
    }

    private void FillBuffer()
    {
        _start = 0;
        _end = _stdin.ReadAtLeast(_buffer, BufferSize, throwOnEndOfStream: false);
    }

    private void Write(uint block, IMemoryReader memory)
    {
        uint fd = memory.ReadWord(block), address = memory.ReadWord(block + 4), length = memory.ReadWord(block + 8);
        Stream stream = fd switch
        {
            1 => _stdout,
            2 => _stderr,
            _ => throw new HostRequestException($"the guest writes to descriptor {fd}; 1 or 2 expected"),
        };
        byte[] chunk = ArrayPool<byte>.Shared.Rent((int)Math.Min(length, BufferSize));
        try
        {
            for (uint done = 0; done < length;)
            {
                Span<byte> part = chunk.AsSpan(0, (int)Math.Min(length - done, (uint)chunk.Length));
                memory.ReadBytes(address + done, part);
                if (fd == 1)
                    _written.AppendData(part);
                stream.Write(part);
                done += (uint)part.Length;
            }
            stream.Flush();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }
    }

    private static string ReadText(uint address, IMemoryReader memory)
    {
        var text = new StringBuilder();
        for (byte b; text.Length < 256 && (b = memory.ReadByte(address++)) != 0;)
            text.Append((char)b);
        return text.ToString();
    }

    private static byte[] MakeTape(IReadOnlyList<string> arguments, IReadOnlyList<string> environment, Endianness endianness)
    {
        var tape = new List<byte>();
        foreach (IReadOnlyList<string> list in new[] { arguments, environment })
        {
            AddWord(tape, list.Count, endianness);
            foreach (string s in list)
            {
                if (s.Contains('\0'))
                    throw new ArgumentException($"argument or environment entry with a zero character: \"{s.Replace('\0', '?')}\"", nameof(arguments));
                byte[] bytes = Encoding.UTF8.GetBytes(s);
                AddWord(tape, bytes.Length, endianness);
                tape.AddRange(bytes);
                while ((tape.Count & 3) != 0)
                    tape.Add(0);
            }
        }
        return tape.ToArray();
    }

    private static void AddWord(List<byte> tape, int value, Endianness endianness)
    {
        Span<byte> bytes = stackalloc byte[4];
        if (endianness == Endianness.Big)
            BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        else
            BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        tape.AddRange(bytes);
    }
}
