using System.Reflection;
using Zkfp.MipsVm.Execution;
using Zkfp.MipsVm.Hosting;
using Zkfp.MipsVm.Loading;

namespace Zkfp.Rollup.Preimages;

/// <summary>The EVM guest's precompiles (guests/evm/tools/precompile.c), run in the machine with the rules of Osaka.</summary>
public sealed class MachinePrecompiles : IPrecompiles
{
    private const string Resource = "precompile-mips.elf";
    private const int Absent = 1;

    private readonly Lazy<ProgramImage> _program = new(Load);

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The program did not end as it should.</exception>
    public byte[]? Run(ReadOnlySpan<byte> address, ReadOnlySpan<byte> input)
    {
        using var stdin = new MemoryStream([.. address, .. input], writable: false);
        using var stdout = new MemoryStream();
        var host = new LinuxHost(Endianness.Big, new LinuxHostOptions { Arguments = ["precompile"], Stdin = stdin, Stdout = stdout });
        Outcome outcome = Executor.Run(_program.Value, host);
        return outcome.ExitCode switch
        {
            0 => stdout.ToArray(),
            Absent => null,
            _ => throw new InvalidOperationException($"the precompile at 0x{Convert.ToHexStringLower(address)} ended with {outcome}"),
        };
    }

    private static ProgramImage Load()
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(Resource) ?? throw new InvalidOperationException($"resource {Resource} is missing");
        byte[] elf = new byte[stream.Length];
        stream.ReadExactly(elf);
        return Firmware.Load(elf, Profile.Linux);
    }
}
