using System.Buffers.Binary;
using Zkfp.Protocol.Parameters;

namespace Zkfp.Protocol.Proofs;

/// <summary>What a file is, in words, by its first bytes: the likeliest mistake is a good file in the wrong place.</summary>
public static class FileKind
{
    /// <summary>Bytes to look at.</summary>
    public const int HeaderBytes = 20;

    /// <summary>Of a program for a 32-bit MIPS processor.</summary>
    public const string Mips = "it is an ELF file for MIPS";

    /// <summary>Of a compressed file, which may hold anything.</summary>
    public const string Gzip = "it is a gzip file";

    /// <summary>"it is a verifying key", or another phrase that follows the file's name.</summary>
    public static string Describe(ReadOnlySpan<byte> start) => Recognize(start)
        ?? (start.TrimStart(" \t\r\n"u8) is [(byte)'{' or (byte)'[', ..] ? "it looks like JSON"
            : start.ContainsAnyExcept(s_text) ? "its first bytes are those of no file that zkfp knows" : "it looks like text");

    /// <summary>As the other, of a file that is certainly of its kind; null of others.</summary>
    public static string? Recognize(ReadOnlySpan<byte> start)
    {
        if (start.IsEmpty) return "it is empty";
        if (start.StartsWith("\u007fELF"u8)) return $"it is {Executable(start)}";
        if (start.Length >= 12 && Word(start, 0) == ProofFormat.Magic)
        {
            string? kind = Word(start, 4) switch
            {
                ProofFile.FileKind => "a proof",
                ProofFormat.KeyKind => "a verifying key",
                ProofFormat.RunKind => "a run proof without its file header",
                ProofFormat.ShardKind => "the proof of one shard",
                ProofFormat.RunHeaderKind => "the header of a run in a work folder",
                ProofFormat.NodeKind => "a node of a tree of proofs, which is part of a proof",
                ProofFormat.FinalKind => "a final proof",
                ProofFormat.L1Kind => "a final proof for L1",
                ProofFormat.MachineKind => "a machine description",
                _ => null,
            };
            if (kind is null) return "it is a file of another version of zkfp, or damaged";
            uint version = Word(start, 8);
            return version == ProtocolParameters.FormatVersion ? $"it is {kind}"
                : $"it is {kind} of format {version}, and this zkfp knows format {ProtocolParameters.FormatVersion}";
        }

        if (start.StartsWith((ReadOnlySpan<byte>)[0x1f, 0x8b])) return Gzip;
        return start.StartsWith("#!"u8) ? "it is a script" : null;
    }

    /// <summary>Whether a file is a final proof, for L1 or not.</summary>
    public static bool IsFinal(ReadOnlySpan<byte> start) => start.Length >= 8 && Word(start, 0) == ProofFormat.Magic && ProofFormat.IsFinal(Word(start, 4));

    /// <summary>As many bytes of a file as this looks at.</summary>
    public static ReadOnlySpan<byte> Start(ReadOnlySpan<byte> file) => file[..Math.Min(file.Length, HeaderBytes)];

    private static readonly System.Buffers.SearchValues<byte> s_text =
        System.Buffers.SearchValues.Create([.. Enumerable.Range(9, 5).Concat(Enumerable.Range(32, 95)).Select(i => (byte)i)]);

    // The processors that people have executables of.
    private static string Executable(ReadOnlySpan<byte> start)
    {
        if (start.Length < HeaderBytes) return "an ELF file that is cut off";
        ushort machine = start[5] == 2 ? BinaryPrimitives.ReadUInt16BigEndian(start[18..]) : BinaryPrimitives.ReadUInt16LittleEndian(start[18..]);
        string processor = machine switch
        {
            3 => "x86",
            8 => start[4] == 2 ? "64-bit MIPS" : "MIPS",
            20 or 21 => "PowerPC",
            40 => "ARM",
            62 => "x86-64",
            183 => "64-bit ARM",
            243 => "RISC-V",
            _ => $"another processor (e_machine {machine})",
        };
        return $"an ELF file for {processor}";
    }

    private static uint Word(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[offset..]);
}
