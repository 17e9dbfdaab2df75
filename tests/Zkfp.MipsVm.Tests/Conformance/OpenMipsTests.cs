using System.Text;
using Zkfp.MipsVm.Execution;
using Zkfp.MipsVm.Isa;
using Zkfp.MipsVm.Loading;

namespace Zkfp.MipsVm.Tests.Conformance;

/// <summary>
/// The 65 binaries of OpenMIPS's macro tests as Optimism's Cannon runs them: loaded at 0, $ra = 0xA7EF00D0, stop at
/// pc = $ra, "done" at 0xBFFFFFF4 and "result" at 0xBFFFFFF8.
/// </summary>
public class OpenMipsTests
{
    private const uint StopAddress = 0xA7EF_00D0;
    private const int Expected = 65;

    // "hello world" under its keccak256 and sha256 keys, and the result of the KZG point evaluation precompile (EIP-4844:
    // success, 4096, the BLS12-381 scalar modulus) under the precompile key that oracle_kzg asks for.
    private static readonly Dictionary<string, byte[]> Preimages = new()
    {
        ["02173285A8D7341E5E972FC677286384F802F8EF42A5EC5F03BBFA254CB01FAD"] = "hello world"u8.ToArray(),
        ["044D27B9934D3E08A52E52D7DA7DABFAC484EFE37A5380EE9088F7ACE2EFCDE9"] = "hello world"u8.ToArray(),
        ["06FD5C3C1C5552980C63AEE54570C276CBFF7532796B4D753132D51A6BEDF0C6"] = Convert.FromHexString(
            "01" + "0000000000000000000000000000000000000000000000000000000000001000"
            + "73EDA753299D7D483339D80809A1D80553BDA402FFFE5BFEFFFFFFFF00000001"),
    };

    [SharedDataFact("open-mips-tests")]
    public void AllPass()
    {
        string[] files = Directory.GetFiles(SharedData.Find("open-mips-tests")!, "*.bin");
        Assert.Equal(Expected, files.Length);
        var failures = new StringBuilder();
        foreach (string file in files.Order(StringComparer.Ordinal))
        {
            if (Run(File.ReadAllBytes(file), Path.GetFileNameWithoutExtension(file)) is { } failure)
                failures.AppendLine($"{Path.GetFileName(file)}: {failure}");
        }
        Assert.Equal("", failures.ToString());
    }

    private static string? Run(byte[] code, string name)
    {
        ProgramImage program = ProgramImage.FromRaw(code, Endianness.Big, 0);
        var cpu = new CpuState(program);
        var memory = new SparseMemory();
        foreach (ImageRange range in program.Image)
            memory.Write(range.StartWord, range.Words);
        cpu.Registers[RegisterKey.ReturnAddress] = StopAddress;
        var calls = new CannonCalls(Preimages);
        while (true)
        {
            Outcome outcome = Executor.RunInterpreted(program, cpu, memory, NullHost.Instance, new RunOptions { MaxInstructions = 1000 });
            if (outcome.Reason == StopReason.Trap && outcome.Exception == ExceptionCode.Syscall)
            {
                calls.Serve(cpu, memory);
                if (calls.ExitCode is { } exit)
                    return name == "exit_group" && exit == 1 ? null : $"exit code {exit}";
                continue;
            }
            if (outcome.Reason != StopReason.Trap || outcome.Exception != ExceptionCode.FetchBusError || cpu.Pc != StopAddress)
                return outcome.ToString();
            uint done = memory[0xBFFF_FFF4 >> 2], result = memory[0xBFFF_FFF8 >> 2];
            return done == 1 && result == 1 ? null : $"done {done}, result {result}";
        }
    }
}
