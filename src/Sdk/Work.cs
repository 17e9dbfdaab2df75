using System.Buffers.Binary;
using Zkfp.Core.Trace;
using Zkfp.MipsVm.Hosting;
using Zkfp.Prover.Jobs;

namespace Zkfp;

/// <summary>Long calls on threads of their own, with the exceptions that the library promises.</summary>
internal static class Work
{
    /// <summary>Off the caller's thread and off the pool's: it takes seconds to hours.</summary>
    public static Task<T> Run<T>(Func<T> action) =>
        Task.Factory.StartNew(action, CancellationToken.None, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default);

    /// <summary>Runs the machine.</summary>
    public static T Guard<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception e) when (e is GuestStoppedException or HostRequestException or TraceException or MissingPreimageException)
        {
            throw new ZkfpException(ZkfpError.CannotBeProven, e.Message, e);
        }
    }

    /// <summary>The recursion circuits of this version.</summary>
    public static RecursionSet Recursion => RecursionSet.Default ?? throw new InvalidOperationException(RecursionSet.DefaultFault);

    /// <summary>The bytes of a digest's words.</summary>
    public static byte[] Bytes(ReadOnlySpan<uint> words)
    {
        var bytes = new byte[4 * words.Length];
        for (int i = 0; i < words.Length; i++) BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(4 * i), words[i]);
        return bytes;
    }
}
