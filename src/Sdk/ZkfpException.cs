namespace Zkfp;

/// <summary>What kind of thing went wrong.</summary>
public enum ZkfpError
{
    /// <summary>The file is not a program for this machine: static, 32-bit MIPS.</summary>
    BadProgram,

    /// <summary>The bytes are not a verifying key, or one of another version.</summary>
    BadKey,

    /// <summary>The run has no outcome to prove: a limit was reached, the firmware stopped it, or a preimage is missing.</summary>
    CannotBeProven,

    /// <summary>The bytes are not a record of what a program was told.</summary>
    BadRecord,

    /// <summary>A proof that was to become a part of another one is not valid.</summary>
    BadProof,

    /// <summary>The disk has less room than the proof will take, work folder included: said before anything is proven.</summary>
    NoSpace,
}

/// <summary>
/// An input that cannot be used, or a run that cannot be proven. Errors of files and streams are <see cref="IOException"/>, a cancelled call is
/// <see cref="OperationCanceledException"/>; an invalid proof is no exception but a <see cref="ZkfpVerdict"/>.
/// </summary>
public sealed class ZkfpException : Exception
{
    internal ZkfpException(ZkfpError error, string message, Exception? inner = null)
        : base(message, inner) => Error = error;

    /// <summary>What kind of thing went wrong.</summary>
    public ZkfpError Error { get; }
}
