namespace Zkfp.MipsVm.Hosting;

/// <summary>Services that the firmware asks of the host (guests/firmware/zkfp.h, docs/firmware.md).</summary>
public enum HintService : uint
{
    /// <summary>Next word of the boot tape.</summary>
    BootWord = 1,

    /// <summary>Argument: most bytes wanted. Answer: bytes of standard input that follow, 0 at its end.</summary>
    StdinLength = 2,

    /// <summary>Next four bytes of standard input, in memory order.</summary>
    StdinWord = 3,

    /// <summary>Argument: address of (fd, address, length); the bytes go to descriptor 1 or 2.</summary>
    Write = 4,

    /// <summary>Argument: address of a 32-byte key. Answer: length of its preimage.</summary>
    Preimage = 5,

    /// <summary>Next four bytes of the preimage, in memory order.</summary>
    PreimageWord = 6,

    /// <summary>Argument: address of (address, length): a hint for whoever serves the preimages.</summary>
    OracleHint = 7,

    /// <summary>Argument: address of a <see cref="GuestDiagnostic"/>: what people will want to know. The answer is ignored.</summary>
    Diagnostic = 8,

    /// <summary>Argument: address of a commitment, 48 bytes. The words of its blob follow as <see cref="PreimageWord"/>. The answer is ignored.</summary>
    Blob = 9,

    /// <summary>Argument: address of a zero-terminated text: the run cannot go on.</summary>
    Stop = 15,
}
