using System.Text;
using Zkfp.Protocol;

namespace Zkfp.Native;

/// <summary>zkfp_status.</summary>
internal enum Status
{
    Ok = 0,
    Invalid = 1,
    BadArgument = 2,
    BadProgram = 3,
    BadKey = 4,
    Unprovable = 5,
    Io = 6,
    NoMemory = 7,
    Cancelled = 8,
    BadRecord = 9,
    Unchecked = 10,
    NoSpace = 11,
    Internal = 70,
}

/// <summary>Exceptions as codes and texts.</summary>
internal static unsafe class Errors
{
    // Beyond what a verifier rejects for, whose numbers zkfp.h has, too.
    private const int WrongRecord = 100, WrongPreimage = 101;

    [ThreadStatic]
    private static int t_reason;

    /// <summary>zkfp_reason of the last call on this thread.</summary>
    public static int LastReason => t_reason;

    /// <summary>Done.</summary>
    public static Status Ok()
    {
        t_reason = 0;
        return Status.Ok;
    }

    /// <summary>A proof or record is refused: the kind is for <see cref="LastReason"/>.</summary>
    public static Status Invalid(string kind, string text, byte* error, nuint size)
    {
        Report(Status.Invalid, text, error, size);
        t_reason = kind switch
        {
            "WrongRecord" => WrongRecord,
            "WrongPreimage" => WrongPreimage,
            _ => (int)Enum.Parse<ErrorKind>(kind),
        };
        return Status.Invalid;
    }

    /// <summary>The code of an exception; its text goes to the caller's buffer.</summary>
    public static Status Report(Exception e, byte* error, nuint size)
    {
        (Status status, string text) = e switch
        {
            ZkfpException { Error: ZkfpError.BadProgram } => (Status.BadProgram, e.Message),
            ZkfpException { Error: ZkfpError.BadKey } => (Status.BadKey, e.Message),
            ZkfpException { Error: ZkfpError.BadRecord } => (Status.BadRecord, e.Message),
            ZkfpException { Error: ZkfpError.BadProof } => (Status.Invalid, e.Message),
            ZkfpException { Error: ZkfpError.NoSpace } => (Status.NoSpace, e.Message),
            ZkfpException => (Status.Unprovable, e.Message),
            ArgumentException => (Status.BadArgument, e.Message.Split(" (Parameter ")[0]), // the name is that of another interface
            OperationCanceledException => (Status.Cancelled, "cancelled"),
            IOException or UnauthorizedAccessException => (Status.Io, e.Message),
            OutOfMemoryException => (Status.NoMemory, "out of memory"),
            _ => (Status.Internal, $"internal error: {e.GetType().Name}: {e.Message}"),
        };
        return Report(status, text, error, size);
    }

    /// <summary>Copies a text, cut off between characters where it does not fit.</summary>
    public static Status Report(Status status, string text, byte* error, nuint size)
    {
        t_reason = 0;
        if (error is null || size == 0) return status;
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        int used = (int)Math.Min((nuint)bytes.Length, size - 1);
        while (used < bytes.Length && used > 0 && (bytes[used] & 0xC0) == 0x80) used--;
        bytes.AsSpan(0, used).CopyTo(new Span<byte>(error, used));
        error[used] = 0;
        return status;
    }
}
