using Zkfp.MipsVm.Execution;
using Zkfp.MipsVm.Hosting;
using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Machine;
using Zkfp.Protocol.Proofs;
using Zkfp.Prover;

namespace Zkfp;

/// <summary>What the firmware is to a program.</summary>
public enum ZkfpProfile
{
    /// <summary>Linux, o32 ABI.</summary>
    Linux,

    /// <summary>Cannon's preimage oracle, for fault-proof programs; they start with fixed arguments and no standard input.</summary>
    Cannon,
}

/// <summary>A program with the firmware it runs on. Immutable: threads may share it.</summary>
public sealed class ZkfpProgram
{
    private readonly Lazy<ZkfpKey> _key, _shortRunKey, _longRunKey;
    private readonly Lazy<ProgramTables> _tables;

    private ZkfpProgram(ProgramImage image, string name)
    {
        Image = image;
        Name = name;
        _key = new Lazy<ZkfpKey>(() => ZkfpKey.FromProgram(this, ProgramKeys.LogHeight));
        _shortRunKey = new Lazy<ZkfpKey>(() => ZkfpKey.FromProgram(this, ProgramKeys.SmallLogHeight));
        _longRunKey = new Lazy<ZkfpKey>(() => ZkfpKey.FromProgram(this, ProgramKeys.LargeLogHeight));
        _tables = new Lazy<ProgramTables>(() => new ProgramTables(Image));
    }

    /// <summary>argv[0] of its runs.</summary>
    public string Name { get; }

    /// <summary>
    /// The verifying key for proofs of runs of about one to thirteen million instructions; <c>zkfp vk</c> writes the same. Computed at first use, in a second or so.
    /// </summary>
    /// <exception cref="ZkfpException">The program is too large to be proven.</exception>
    public ZkfpKey Key => _key.Value;

    /// <summary>The verifying key for proofs of short runs; <c>zkfp vk --height 18</c> writes the same. Computed at first use.</summary>
    /// <exception cref="ZkfpException">The program is too large for one (some millions of instructions): all of its proofs are for <see cref="Key"/>.</exception>
    public ZkfpKey ShortRunKey => _shortRunKey.Value;

    /// <summary>
    /// The verifying key for proofs of longer runs, calls of primitives counted by their cells; <c>zkfp vk --height 21</c> writes the same. Computed at first use,
    /// in two seconds or so.
    /// </summary>
    /// <exception cref="ZkfpException">The program is too large to be proven.</exception>
    public ZkfpKey LongRunKey => _longRunKey.Value;

    // The height that a proof claims says which of them it must be verified with; a large program has none for short runs.
    internal ZkfpKey KeyFor(int claimedLogHeight) => claimedLogHeight switch
    {
        ProgramKeys.LogHeight => Key,
        ProgramKeys.LargeLogHeight => LongRunKey,
        ProgramKeys.SmallLogHeight when ProgramKeys.HeightOfKey(_tables.Value, claimedLogHeight) == claimedLogHeight => ShortRunKey,
        _ => Key,
    };

    internal ProgramImage Image { get; }

    /// <summary>Loads an executable file.</summary>
    /// <param name="path">Static Linux/MIPS32 ELF file, big or little endian.</param>
    /// <param name="profile">What the firmware is to it.</param>
    /// <exception cref="ZkfpException">Not such a file.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static ZkfpProgram Load(string path, ZkfpProfile profile = ZkfpProfile.Linux) =>
        FromBytes(File.ReadAllBytes(path), Path.GetFileName(path), profile);

    /// <summary>Loads an executable file's bytes.</summary>
    /// <param name="elf">Static Linux/MIPS32 ELF file, big or little endian; it is copied.</param>
    /// <param name="name">argv[0] of its runs.</param>
    /// <param name="profile">What the firmware is to it.</param>
    /// <exception cref="ZkfpException">Not such a file.</exception>
    public static ZkfpProgram FromBytes(ReadOnlySpan<byte> elf, string name = "guest", ZkfpProfile profile = ZkfpProfile.Linux)
    {
        ArgumentNullException.ThrowIfNull(name);
        Profile known = profile switch
        {
            ZkfpProfile.Linux => Profile.Linux,
            ZkfpProfile.Cannon => Profile.Cannon,
            _ => throw new ArgumentOutOfRangeException(nameof(profile), profile, "a profile expected"),
        };
        try
        {
            return new ZkfpProgram(Firmware.Load(elf.ToArray(), known), name);
        }
        catch (ElfException e)
        {
            string kind = FileKind.Describe(FileKind.Start(elf));
            throw new ZkfpException(
                ZkfpError.BadProgram, $"'{name}' is not a program for this machine (static, 32-bit MIPS): {(kind == FileKind.Mips ? e.Message : kind)}", e);
        }
    }

    /// <summary>Executes the program without proving.</summary>
    /// <param name="input">What it is given; none if null.</param>
    /// <param name="maxInstructions">Give up after so many instructions.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>What it did; the output digest is that of a proof.</returns>
    /// <exception cref="ZkfpException">It has no outcome.</exception>
    public Task<ZkfpStatement> RunAsync(ZkfpInput? input = null, long maxInstructions = long.MaxValue, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxInstructions);
        LinuxHost host = (input ?? new ZkfpInput()).Host(this);
        return Work.Run(() =>
        {
            Outcome outcome = Work.Guard(() => Executor.Run(Image, host, new RunOptions { MaxInstructions = (ulong)maxInstructions, Cancellation = cancellation }));
            cancellation.ThrowIfCancellationRequested();
            if (outcome.Reason != StopReason.Halted) throw new ZkfpException(ZkfpError.CannotBeProven, $"the run has no outcome: {outcome}");
            return new ZkfpStatement(outcome.WaitStatus, outcome.Committed == 0xFF ? Work.Bytes(outcome.PublicValues) : null, Image.Profile, (long)outcome.Instructions);
        });
    }
}
