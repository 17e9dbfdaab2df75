using System.Text.Json;
using Zkfp.MipsVm.Hosting;
using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Tests.Firmware;

namespace Zkfp.Cli.Tests.Oracle;

/// <summary>
/// A small program that reads keys of the unchecked types and a checked one and writes what it got, and the proof of it; made once. Without a blob, which costs
/// millions of instructions: <see cref="BlobProofTests"/>.
/// </summary>
public sealed class ProvenRecord : IDisposable
{
    private const uint Code = 0x0010_0000, Keys = 0x0020_0000, Buffer = 0x0030_0000;

    private readonly OracleFolder _folder = new();

    public ProvenRecord()
    {
        byte[] generic = [(byte)PreimageType.Generic, .. Enumerable.Repeat((byte)7, 31)];
        File.WriteAllBytes(_folder.FileOf(generic), [9, 8, 7]);
        byte[][] keys = [PreimageKey.Local(1), _folder.KeccakKey, _folder.PrecompileKey, PreimageKey.Local(5), generic, PreimageKey.Local(1)];
        Directory.CreateDirectory(Work);
        File.WriteAllBytes(Elf, Program(keys));
        string output = Path.Combine(Work, "output");
        File.WriteAllBytes(output, [.. keys.SelectMany(k => Prefixed(File.ReadAllBytes(_folder.FileOf(k))))]);
        Output = output;
        Result = ZkfpProcess.Run("prove", Elf, "--shards", "--profile", "cannon", "--preimages", _folder.Path, "-o", Proof, "--json-file", Report);
        Json = JsonDocument.Parse(File.ReadAllText(Report)).RootElement;
    }

    public string Work { get; } = Directory.CreateTempSubdirectory("record").FullName;

    public string Elf => Path.Combine(Work, "client.elf");

    public string Proof => Path.Combine(Work, "client.proof");

    public string Record => Proof + ".record";

    /// <summary>File of what the program writes.</summary>
    public string Output { get; }

    public string Preimages => _folder.Path;

    /// <summary>File of reports for programs.</summary>
    public string Report => Path.Combine(Work, "report");

    /// <summary>What `prove` did.</summary>
    internal ZkfpResult Result { get; }

    /// <summary>What it reported to programs.</summary>
    public JsonElement Json { get; }

    /// <summary>--local for what the program reads.</summary>
    public string[] Locals => [.. _folder.Locals[..2], .. _folder.Locals[^2..]];

    public void Dispose()
    {
        _folder.Dispose();
        Directory.Delete(Work, recursive: true);
    }

    internal static byte[] Prefixed(byte[] value) => [0, 0, 0, 0, 0, 0, (byte)(value.Length >> 8), (byte)value.Length, .. value];

    // For each key: write(6, key, 32); v0 = read(5, buffer, 0x2000); write(1, buffer, v0). Then exit(0).
    internal static byte[] Program(byte[][] keys)
    {
        var w = new List<uint>();
        for (uint k = 0; k < keys.Length; k++)
        {
            w.AddRange([0x2404_0006, 0x3C05_0000 | Keys >> 16, 0x34A5_0000 | 32 * k, 0x2406_0020, 0x2402_0FA4, 0x0000_000C]);
            w.AddRange([0x2404_0005, 0x3C05_0000 | Buffer >> 16, 0x2406_2000, 0x2402_0FA3, 0x0000_000C]);
            w.AddRange([0x0040_3025, 0x2404_0001, 0x3C05_0000 | Buffer >> 16, 0x2402_0FA4, 0x0000_000C]);
        }

        w.AddRange([0x2404_0000, 0x2402_1096, 0x0000_000C]);
        return TinyElf.Make(Endianness.Big, Code, (Code, TinyElf.Code(Endianness.Big, [.. w])), (Keys, [.. keys.SelectMany(k => k)]), (Buffer, new byte[0x2000]));
    }
}
