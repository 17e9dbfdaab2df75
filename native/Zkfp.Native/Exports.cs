using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Zkfp.Native;

/// <summary>The functions of native/zkfp.h. No exception leaves them; pointers are looked at during the call only.</summary>
internal static unsafe class Exports
{
    private const uint AbiVersion = 1;
    private const int LongRuns = 20, ShortRuns = 18;
    private const int MaxLength = 0x7FFFFFC7; // of an array

    [UnmanagedCallersOnly(EntryPoint = "zkfp_abi_version", CallConvs = [typeof(CallConvCdecl)])]
    public static uint Version() => AbiVersion;

    [UnmanagedCallersOnly(EntryPoint = "zkfp_key", CallConvs = [typeof(CallConvCdecl)])]
    public static Status Key(byte* elf, nuint elfLength, int profile, int logHeight, byte** key, nuint* keyLength, byte* error, nuint errorSize)
    {
        try
        {
            Need(key, "key");
            Need(keyLength, "key_length");
            *key = null;
            *keyLength = 0;
            ZkfpProgram program = Program(elf, elfLength, profile);
            byte[] bytes = (logHeight switch
            {
                LongRuns => program.Key,
                ShortRuns => program.ShortRunKey,
                _ => throw new ArgumentException($"there is no key of height {logHeight}"),
            }).ToBytes();
            byte* copy = (byte*)NativeMemory.Alloc((nuint)bytes.Length);
            bytes.CopyTo(new Span<byte>(copy, bytes.Length));
            *key = copy;
            *keyLength = (nuint)bytes.Length;
            return Status.Ok;
        }
        catch (Exception e)
        {
            return Errors.Report(e, error, errorSize);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "zkfp_verify", CallConvs = [typeof(CallConvCdecl)])]
    public static Status Verify(
        byte* proof, nuint proofLength, byte* key, nuint keyLength, byte* expectedOutput, nuint expectedOutputLength, Statement* statement, byte* error, nuint errorSize)
    {
        try
        {
            if (statement is not null) *statement = default;
            var parsed = ZkfpKey.FromBytes(Bytes(key, keyLength, "key"));
            ReadOnlySpan<byte> bytes = Bytes(proof, proofLength, "proof");
            ZkfpVerdict verdict = expectedOutput is null
                ? ZkfpVerifier.Verify(bytes, parsed)
                : ZkfpVerifier.Verify(bytes, parsed, Bytes(expectedOutput, expectedOutputLength, "expected_output"));
            if (verdict.Statement is not { } stated) return Errors.Report(Status.Invalid, verdict.Reason!, error, errorSize);
            Statement.Write(statement, stated);
            return Status.Ok;
        }
        catch (Exception e)
        {
            return Errors.Report(e, error, errorSize);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "zkfp_run", CallConvs = [typeof(CallConvCdecl)])]
    public static Status Run(
        byte* elf, nuint elfLength, int profile, Input* input, ulong maxInstructions, Statement* statement, byte* error, nuint errorSize)
    {
        try
        {
            if (statement is not null) *statement = default;
            using var given = new GivenInput(input);
            long limit = maxInstructions is 0 or > long.MaxValue ? long.MaxValue : (long)maxInstructions;
            Statement.Write(statement, Program(elf, elfLength, profile).RunAsync(given.Input, limit).GetAwaiter().GetResult());
            return Status.Ok;
        }
        catch (Exception e)
        {
            return Errors.Report(e, error, errorSize);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "zkfp_prove", CallConvs = [typeof(CallConvCdecl)])]
    public static Status Prove(
        byte* elf, nuint elfLength, int profile, Input* input, byte* proofPath, int threads, byte* workDirectory,
        delegate* unmanaged[Cdecl]<void*, int, ulong, ulong, int> progress, void* progressContext, Statement* statement, byte* error, nuint errorSize)
    {
        try
        {
            if (statement is not null) *statement = default;
            Need(proofPath, "proof_path");
            if (threads < 0) throw new ArgumentException("threads must not be negative");
            using var given = new GivenInput(input);
            using var prover = new ZkfpProver(new ZkfpProverOptions { Threads = threads, WorkDirectory = Marshal.PtrToStringUTF8((nint)workDirectory) });
            IProgress<ZkfpProgress>? told = progress is null ? null : new Told(progress, progressContext);
            ZkfpProof proof = prover.ProveAsync(Program(elf, elfLength, profile), given.Input, Marshal.PtrToStringUTF8((nint)proofPath)!, told).GetAwaiter().GetResult();
            Statement.Write(statement, proof.Statement);
            return Status.Ok;
        }
        catch (Exception e)
        {
            return Errors.Report(e, error, errorSize);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "zkfp_free", CallConvs = [typeof(CallConvCdecl)])]
    public static void Free(void* memory) => NativeMemory.Free(memory);

    private static ZkfpProgram Program(byte* elf, nuint length, int profile) => profile is 0 or 1
        ? ZkfpProgram.FromBytes(Bytes(elf, length, "elf"), profile: (ZkfpProfile)profile)
        : throw new ArgumentException($"profile {profile} is not defined");

    // SAFETY: the caller promises that so many bytes are there.
    internal static ReadOnlySpan<byte> Bytes(byte* pointer, nuint length, string name)
    {
        if (length != 0) Need(pointer, name);
        return length <= MaxLength ? new ReadOnlySpan<byte>(pointer, (int)length) : throw new ArgumentException($"{name} has more than {MaxLength} bytes");
    }

    private static void Need(void* pointer, string name)
    {
        if (pointer is null) throw new ArgumentException($"{name} is NULL");
    }

    private sealed class Told(delegate* unmanaged[Cdecl]<void*, int, ulong, ulong, int> callback, void* context) : IProgress<ZkfpProgress>
    {
        public void Report(ZkfpProgress p)
        {
            if (callback(context, (int)p.Stage, (ulong)p.Instructions, (ulong)p.TotalInstructions) != 0) throw new OperationCanceledException("the callback asked to stop");
        }
    }
}
