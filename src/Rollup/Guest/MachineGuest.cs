using Zkfp.MipsVm.Execution;
using Zkfp.MipsVm.Hosting;
using Zkfp.MipsVm.Loading;

namespace Zkfp.Rollup.Guest;

/// <summary>The guest's MIPS build inside the machine, with the <c>linux</c> firmware.</summary>
public sealed class MachineGuest : IGuest
{
    private readonly ProgramImage _program;
    private readonly ulong _limit;

    /// <summary>Uses a loaded program.</summary>
    /// <param name="program">From <see cref="Load"/>; may be shared by any number of guests.</param>
    /// <param name="maxInstructions">A run is given up after so many instructions.</param>
    public MachineGuest(ProgramImage program, ulong maxInstructions = ulong.MaxValue)
    {
        _program = program;
        _limit = maxInstructions;
    }

    /// <summary>Loads the guest's ELF file with the firmware.</summary>
    /// <exception cref="GuestException">The file cannot be read or is not such a program.</exception>
    public static ProgramImage Load(string path)
    {
        try
        {
            return Firmware.Load(File.ReadAllBytes(path), Profile.Linux);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ElfException)
        {
            throw new GuestException($"cannot load the EVM guest '{path}': {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public GuestRun Run(byte[] input, CancellationToken cancellation = default)
    {
        using var stdin = new MemoryStream(input, writable: false);
        using var stdout = new MemoryStream();
        var host = new LinuxHost(_program.Endianness, new LinuxHostOptions { Arguments = ["evm-guest"], Stdin = stdin, Stdout = stdout });
        Outcome outcome;
        try
        {
            outcome = Executor.Run(_program, host, new RunOptions { MaxInstructions = _limit, Cancellation = cancellation });
        }
        catch (GuestStoppedException e)
        {
            throw new GuestException($"the firmware stopped the guest: {e.Message}", e);
        }

        cancellation.ThrowIfCancellationRequested();
        if (outcome.Reason != StopReason.Halted) throw new GuestException($"the machine stopped the guest: {outcome}");
        return new GuestRun(outcome.ExitCode ?? throw new GuestException($"the guest ended with {outcome}"), stdout.ToArray(), outcome.Instructions);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Nothing is held: each run has a machine of its own.
    }
}
