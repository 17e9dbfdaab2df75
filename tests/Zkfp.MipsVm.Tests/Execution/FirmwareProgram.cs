using Zkfp.MipsVm.Fuzz;
using Zkfp.MipsVm.Loading;

namespace Zkfp.MipsVm.Tests.Execution;

/// <summary>Programs made of a few words of guest and firmware.</summary>
internal static class FirmwareProgram
{
    public const uint Guest = 0x0040_0000;
    public const uint GuestData = 0x0080_0000;
    public const uint KernelData = 0x8010_0000;

    /// <summary>
    /// Firmware that enters the guest at its start and handles exceptions by <paramref name="handler"/>; the handler may use
    /// what it likes and ends the run or returns by eret.
    /// </summary>
    public static ProgramImage Build(IReadOnlyList<uint> guest, Action<Assembler> handler, bool bigEndian = true, Profile profile = Profile.Linux)
    {
        var kernel = new Assembler(ProgramImage.ResetVector);
        kernel.LoadImmediate(26, Guest);
        kernel.Word(Assembler.I(0x10, 4, 26, 30 << 11)); // mtc0 k0, RESUME
        kernel.Word(0x4200_0018); // eret
        while (kernel.Here < ProgramImage.ExceptionVector)
            kernel.Word(0);
        handler(kernel);
        byte[] guestElf = ElfWriter.Write(bigEndian, Guest, Guest, guest, GuestData, [0x0102_0304], 60);
        byte[] kernelElf = ElfWriter.Write(bigEndian, ProgramImage.ResetVector, ProgramImage.ResetVector, kernel.Words, KernelData, [7], 60);
        return ProgramImage.Load(guestElf, kernelElf, profile);
    }

    /// <summary>HALT with the register's value.</summary>
    public static uint Halt(uint register) => Assembler.R(0x1C, register, 0, 0, 0, 0x10);

    /// <summary>HINT.</summary>
    public static uint Hint(uint rd, uint rs, uint rt) => Assembler.R(0x1C, rs, rt, rd, 0, 0x11);

    /// <summary>COMMIT.</summary>
    public static uint Commit(uint rs, uint index) => Assembler.R(0x1C, rs, 0, 0, index, 0x12);
}
