using System.Buffers.Binary;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Zkfp.MipsVm.Execution;
using Zkfp.MipsVm.Hosting;
using Zkfp.MipsVm.Loading;

namespace Zkfp.MipsVm.Tests.Firmware;

/// <summary>
/// Go programs as clients of the preimage oracle: stock ones, and patched as for single-threaded Cannon. Nothing that the host answers reaches them but
/// preimages.
/// </summary>
public class OracleClientTests
{
    // keccak256 of bytes 31 i + 1000, as in CannonTests.
    private const string KeccakHash = "fa14bc279541ba0be8eccd963c21e5c968ecc74d0ebf4b21d6c89c66fa26e485";
    private const int Rounds = 6;

    private static readonly byte[] s_keccak = [.. Enumerable.Range(0, 1000).Select(i => (byte)(i * 31 + 1000))];
    private static readonly byte[] s_sha = [.. Enumerable.Range(0, 777).Select(i => (byte)(i * 3))];
    private static readonly byte[] s_result = [1, 2, 3], s_commitment = [.. Enumerable.Range(1, 48).Select(i => (byte)i)];
    private static readonly byte[] s_blob = [.. Enumerable.Range(0, BlobPolynomial.Bytes).Select(i => (byte)(i % 32 == 0 ? 0 : i * 5))];
    private static readonly byte[] s_element = s_blob[(32 * 3)..(32 * 4)];

    private static readonly byte[][] s_hashes =
        [Convert.FromHexString(KeccakHash), SHA256.HashData(s_sha), SHA256.HashData([1]), BlobPreimages.KeyOf(s_commitment, BlobPolynomial.Root(3))];

    private static byte[] Client(Endianness endianness) =>
        File.ReadAllBytes(Path.Combine(Repository.Root, $"guests/samples/prebuilt/oracle-go-{(endianness == Endianness.Big ? "be" : "le")}.elf"));

    private static MemoryPreimageOracle Oracle()
    {
        var oracle = new MemoryPreimageOracle();
        BlobPreimages.Add(oracle, s_commitment, s_blob);
        byte[][] values = [s_keccak, s_sha, s_result, s_element];
        byte[] types = [2, 4, 6, 5], rounds = new byte[8];
        for (int i = 0; i < values.Length; i++)
        {
            oracle.Add(PreimageKey.Local((ulong)i + 1), s_hashes[i]);
            oracle.Add([types[i], .. s_hashes[i][1..]], values[i]);
        }
        BinaryPrimitives.WriteUInt64BigEndian(rounds, Rounds);
        oracle.Add(PreimageKey.Local(5), rounds);
        return oracle;
    }

    private static (Outcome Outcome, string Output, CannonHost Host) Run(byte[] elf, Func<IHost, IHost>? around = null)
    {
        ProgramImage program = Hosting.Firmware.Load(elf, Profile.Cannon);
        using var output = new MemoryStream();
        var host = new CannonHost(program.Endianness, new LinuxHostOptions { Stdout = output, Stdin = new MemoryStream("not for this profile"u8.ToArray()) }, Oracle());
        Outcome outcome = Executor.Run(program, around?.Invoke(host) ?? host, new RunOptions { MaxInstructions = 200_000_000 });
        return (outcome, Encoding.UTF8.GetString(output.ToArray()), host);
    }

    private static void CheckDigest(Outcome outcome, string output, CannonHost host) => Assert.Equal(
        Convert.ToHexString(SHA256.HashData([.. SHA256.HashData(Encoding.UTF8.GetBytes(output)), .. SHA256.HashData(host.Record)])), CannonTests.Digest(outcome));

    [Theory]
    [InlineData(Endianness.Big)]
    [InlineData(Endianness.Little)]
    public void StockProgramsReadEveryType(Endianness endianness)
    {
        (Outcome outcome, string output, CannonHost host) = Run(Client(endianness));
        Assert.Equal("exit 0", outcome.ToString());
        Assert.EndsWith($"again: {Rounds} of {Rounds}\n", output, StringComparison.Ordinal);
        Assert.Contains($"type 2: 1000 bytes, {Convert.ToHexStringLower(SHA256.HashData(s_keccak))}\n", output, StringComparison.Ordinal);
        CheckDigest(outcome, output, host);
        Assert.Contains($"type 5: 32 bytes, {Convert.ToHexStringLower(SHA256.HashData(s_element))}\n", output, StringComparison.Ordinal);
        Assert.Equal(7 * 40 + 4 * 32 + 8 + s_result.Length + BlobPreimages.EntryBytes, host.Record.Length); // five local keys, precompile, blob: each once
    }

    /// <summary>Answers everything but preimages by noise.</summary>
    private sealed class Noise(IHost honest, int seed) : IHost
    {
        private readonly Random _random = new(seed);

        public SortedSet<HintService> Asked { get; } = [];

        public uint Hint(uint service, uint argument, IMemoryReader memory)
        {
            Asked.Add((HintService)service);
            uint answer = honest.Hint(service, argument, memory);
            return (HintService)service is HintService.Preimage or HintService.PreimageWord ? answer : (uint)_random.NextInt64(1L << 32);
        }
    }

    /// <summary>The services that this profile reaches are those of docs/firmware.md, and only preimages matter.</summary>
    [Theory]
    [InlineData(Endianness.Big)]
    [InlineData(Endianness.Little)]
    public void AHostThatAnswersAllElseWithNoiseChangesNothing(Endianness endianness)
    {
        (Outcome honest, string output, _) = Run(Client(endianness));
        for (int seed = 1; seed <= 2; seed++)
        {
            Noise? noise = null;
            (Outcome outcome, string same, _) = Run(Client(endianness), host => noise = new Noise(host, seed));
            Assert.Equal(output, same);
            Assert.Equal(honest.PublicValues, outcome.PublicValues);
            Assert.Equal(honest.Instructions, outcome.Instructions);
            Assert.Equal([HintService.Write, HintService.Preimage, HintService.PreimageWord, HintService.OracleHint, HintService.Blob], noise!.Asked);
        }
    }

    /// <summary>A change of one bit in any preimage is refused, or is in the digest.</summary>
    [Theory]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    [InlineData(3, true)] // commitment and point; elements: BlobTests
    public void EveryPreimageIsCheckedOrInTheDigest(int which, bool isChecked)
    {
        byte[] key = [new byte[] { 2, 4, 6, 2 }[which], .. s_hashes[which][1..]];
        Outcome honest = Run(Client(Endianness.Big)).Outcome;
        Outcome Forged() => Run(Client(Endianness.Big), host => new Forger(host, key)).Outcome;
        if (isChecked)
            Assert.Contains("does not match its key", Assert.Throws<GuestStoppedException>(Forged).Message, StringComparison.Ordinal);
        else
            Assert.NotEqual(honest.PublicValues, Forged().PublicValues);
    }

    /// <summary>Changes the first word of one preimage.</summary>
    private sealed class Forger(IHost honest, byte[] key) : IHost
    {
        private bool _next;

        public uint Hint(uint service, uint argument, IMemoryReader memory)
        {
            uint answer = honest.Hint(service, argument, memory);
            if ((HintService)service == HintService.Preimage)
            {
                byte[] asked = new byte[32];
                memory.ReadBytes(argument, asked);
                _next = asked.AsSpan().SequenceEqual(key);
            }
            else if (_next && (HintService)service == HintService.PreimageWord)
            {
                _next = false;
                return answer ^ 0x0100_0000;
            }
            return answer;
        }
    }

    /// <summary>guests/samples/c/oraclefds.c: readiness, non-blocking mode, pieces.</summary>
    [ToolTheory("mips-linux-gnu-gcc", "mipsel-linux-gnu-gcc")]
    [InlineData("mips")]
    [InlineData("mipsel")]
    public void DescriptorsAreAsPipes(string arch)
    {
        ProgramImage program = Hosting.Firmware.Load(Guests.C(arch, "oraclefds"), Profile.Cannon);
        var oracle = new MemoryPreimageOracle();
        oracle.Add(PreimageKey.Local(1), "0123456789"u8.ToArray());
        using var output = new MemoryStream();
        var host = new CannonHost(program.Endianness, new LinuxHostOptions { Stdout = output }, oracle);
        Outcome outcome = Executor.Run(program, host, new RunOptions { MaxInstructions = 20_000_000 });
        Assert.Equal("0 wrong\n", Encoding.UTF8.GetString(output.ToArray()));
        Assert.Equal("exit 0", outcome.ToString());
        Assert.Equal(32 + 8 + 10, host.Record.Length);
    }

    /// <summary>Functions that `cannon load-elf` makes return at once: collector, monitor thread and what needs them never start.</summary>
    private static readonly string[] s_patched =
        ["runtime.gcenable", "runtime.init.5", "runtime.main.func1", "runtime.deductSweepCredit", "runtime.(*gcControllerState).commit", "runtime.check", "flag.init"];

    [ToolTheory("go")]
    [InlineData("mips", Endianness.Big)]
    [InlineData("mipsle", Endianness.Little)]
    public void PatchedProgramsRunAsStockOnesDo(string arch, Endianness endianness)
    {
        byte[] elf = BuildWithSymbols(arch);
        string stock = Results(Run(elf));
        int patched = 0;
        foreach (Symbol s in ElfFile.Parse(elf).ReadSymbols().Symbols.Where(s => s_patched.Contains(s.Name)))
        {
            TinyElf.Code(endianness, 0x03E0_0008, 0).CopyTo(elf, OffsetOf(elf, s.Address, endianness)); // jr ra; nop
            patched++;
        }
        Assert.InRange(patched, 5, s_patched.Length);
        Assert.Equal(stock, Results(Run(elf)));
        Assert.Equal(Results(Run(Client(endianness))), stock);

        static string Results((Outcome Outcome, string Output, CannonHost Host) run)
        {
            Assert.Equal("exit 0", run.Outcome.ToString());
            CheckDigest(run.Outcome, run.Output, run.Host);
            return run.Output[run.Output.IndexOf("type 2", StringComparison.Ordinal)..];
        }
    }

    private static int OffsetOf(byte[] elf, uint address, Endianness endianness)
    {
        uint U32(int at) => endianness == Endianness.Big ? BinaryPrimitives.ReadUInt32BigEndian(elf.AsSpan(at)) : BinaryPrimitives.ReadUInt32LittleEndian(elf.AsSpan(at));
        int headers = (int)U32(28), count = endianness == Endianness.Big ? elf[45] : elf[44];
        for (int i = 0; i < count; i++)
        {
            int p = headers + 32 * i;
            if (U32(p) == 1 && address - U32(p + 8) < U32(p + 16))
                return (int)(U32(p + 4) + address - U32(p + 8));
        }
        throw new InvalidDataException($"0x{address:x8} is in no segment");
    }

    private static byte[] BuildWithSymbols(string arch)
    {
        string target = Path.Combine(Path.GetTempPath(), $"oracle-{Guid.NewGuid():N}.{arch}");
        var start = new ProcessStartInfo("go", ["build", "-trimpath", "-o", target, Path.Combine(Repository.Root, "guests/samples/go/oracle.go")]) { RedirectStandardError = true };
        foreach ((string name, string value) in new[] { ("GO111MODULE", "off"), ("CGO_ENABLED", "0"), ("GOOS", "linux"), ("GOARCH", arch), ("GOMIPS", "softfloat") })
            start.Environment[name] = value;
        using Process process = Process.Start(start)!;
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors);
        try
        {
            return File.ReadAllBytes(target);
        }
        finally
        {
            File.Delete(target);
        }
    }
}
