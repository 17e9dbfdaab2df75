using System.Text;
using Zkfp.MipsVm.Execution;
using Zkfp.MipsVm.Hosting;
using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Tests.Firmware;

namespace Zkfp.MipsVm.Tests.Conformance;

/// <summary>
/// All 65 binaries of OpenMIPS's macro tests as Optimism adapted them to Cannon, each as a program of profile cannon: the test at
/// address 0, behind it a start that calls it and an end that turns "done" (0xBFFFFFF4) and "result" (0xBFFFFFF8) into an exit code.
/// System calls and oracle are the firmware's.
/// </summary>
public class OpenMipsTests
{
    private const int Expected = 65;
    private const uint StartAddress = 0x0070_0000;
    private const uint BreakAddress = 0x4000_0000; // where Cannon's break lies; what a program has ends there
    private const string KeccakKey = "02173285A8D7341E5E972FC677286384F802F8EF42A5EC5F03BBFA254CB01FAD";
    private const string Sha256Key = "044D27B9934D3E08A52E52D7DA7DABFAC484EFE37A5380EE9088F7ACE2EFCDE9";
    private const string PrecompileKey = "06FD5C3C1C5552980C63AEE54570C276CBFF7532796B4D753132D51A6BEDF0C6";

    // EIP-4844 point evaluation: success, 4096, the scalar modulus of BLS12-381; what oracle_kzg asks for.
    private static readonly byte[] PointEvaluation = Convert.FromHexString(
        "01" + "0000000000000000000000000000000000000000000000000000000000001000"
        + "73EDA753299D7D483339D80809A1D80553BDA402FFFE5BFEFFFFFFFF00000001");

    /// <summary>Names of the tests, or none where they are absent.</summary>
    public static string[] Names() => SharedData.Find("open-mips-tests") is not { } folder ? []
        : [.. Directory.GetFiles(folder, "*.bin").Select(f => Path.GetFileNameWithoutExtension(f)!).Order(StringComparer.Ordinal)];

    /// <summary>
    /// How a test ends. Two ask for what only Cannon does: a clone that is no thread succeeds, an mmap that is neither shared nor private too.
    /// </summary>
    public static int ExitCode(string name) => name switch
    {
        "exit_group" => 1, // that one ends by itself
        "clone" or "mmap" => 2,
        _ => 0,
    };

    /// <summary>The executable around a test. It exits with 0 if the test is done and its result right, else with 2.</summary>
    public static byte[] Elf(string name)
    {
        byte[] code = File.ReadAllBytes(Path.Combine(SharedData.Find("open-mips-tests")!, name + ".bin"));
        byte[] start = TinyElf.Code(Endianness.Big,
            0x0C00_0000, 0x0000_0000, // jal 0; nop
            0x3C08_C000,              // lui t0, 0xC000
            0x8D09_FFF4, 0x8D0A_FFF8, // lw t1, -12(t0); lw t2, -8(t0)
            0x2404_0002,              // li a0, 2
            0x392B_0001, 0x394C_0001, // xori t3, t1, 1; xori t4, t2, 1
            0x016C_5825,              // or t3, t3, t4
            0x000B_200A,              // movz a0, $0, t3
            0x2402_1096, 0x0000_000C); // li v0, 4246; syscall
        return TinyElf.Make(Endianness.Big, StartAddress, (0, code), (StartAddress, start), (BreakAddress - 4, new byte[4]));
    }

    /// <summary>What the oracle tests ask for.</summary>
    public static CannonHost Host()
    {
        var oracle = new MemoryPreimageOracle();
        oracle.Add(Convert.FromHexString(KeccakKey), "hello world"u8.ToArray());
        oracle.Add(Convert.FromHexString(Sha256Key), "hello world"u8.ToArray());
        oracle.Add(Convert.FromHexString(PrecompileKey), PointEvaluation);
        return new CannonHost(Endianness.Big, new LinuxHostOptions(), oracle);
    }

    [SharedDataFact("open-mips-tests")]
    public void AllEndAsTheyShould()
    {
        string[] names = Names();
        Assert.Equal(Expected, names.Length);
        var failures = new StringBuilder();
        var options = new RunOptions { MaxInstructions = 10_000_000 };
        foreach (string name in names)
        {
            // They lie at address 0.
            ProgramImage program = Hosting.Firmware.Load(Elf(name), Profile.Cannon, Holes.None);
            Outcome compiled = Executor.Run(program, Host(), options), interpreted = Executor.RunInterpreted(program, Host(), options);
            string expected = $"exit {ExitCode(name)}";
            if (compiled.ToString() != expected || interpreted.ToString() != expected || compiled.Instructions != interpreted.Instructions)
                failures.AppendLine($"{name}: {compiled}, interpreted {interpreted}");
            string digest = CannonTests.ExpectedDigest([], name == "oracle_kzg" ? [(PrecompileKey, PointEvaluation)] : []);
            if (digest != CannonTests.Digest(compiled))
                failures.AppendLine($"{name}: digest {CannonTests.Digest(compiled)}, expected {digest}");
        }
        Assert.Equal("", failures.ToString());
    }
}
