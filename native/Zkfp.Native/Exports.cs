using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Zkfp.Native;

/// <summary>The functions of native/zkfp.h. No exception leaves them; pointers are looked at during the call only.</summary>
internal static unsafe class Exports
{
    private const uint AbiVersion = 5;
    private const int ShortRuns = 18, MediumRuns = 20, LongRuns = 21;
    private const int MaxLength = 0x7FFFFFC7; // of an array
    private const int DigestBytes = 36;
    private const nuint MostProofs = 1 << 20;

    [UnmanagedCallersOnly(EntryPoint = "zkfp_abi_version", CallConvs = [typeof(CallConvCdecl)])]
    public static uint Version() => AbiVersion;

    [UnmanagedCallersOnly(EntryPoint = "zkfp_last_reason", CallConvs = [typeof(CallConvCdecl)])]
    public static int LastReason() => Errors.LastReason;

    [UnmanagedCallersOnly(EntryPoint = "zkfp_key", CallConvs = [typeof(CallConvCdecl)])]
    public static Status Key(byte* elf, nuint elfLength, int profile, int logHeight, byte** key, nuint* keyLength, byte* error, nuint errorSize)
    {
        try
        {
            NeedResult(key, keyLength, "key");
            ZkfpProgram program = Program(elf, elfLength, profile);
            byte[] bytes = (logHeight switch
            {
                MediumRuns => program.Key,
                ShortRuns => program.ShortRunKey,
                LongRuns => program.LongRunKey,
                _ => throw new ArgumentException($"there is no key of height {logHeight}"),
            }).ToBytes();
            Give(bytes, key, keyLength);
            return Errors.Ok();
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
            if (expectedOutput is null && expectedOutputLength != 0) Need(expectedOutput, "expected_output"); // not the same as "any"
            var parsed = ZkfpKey.FromBytes(Bytes(key, keyLength, "key"));
            ReadOnlySpan<byte> bytes = Bytes(proof, proofLength, "proof");
            return Answer(
                expectedOutput is null ? ZkfpVerifier.Verify(bytes, parsed)
                    : ZkfpVerifier.Verify(bytes, parsed, Bytes(expectedOutput, expectedOutputLength, "expected_output")),
                statement, error, errorSize);
        }
        catch (Exception e)
        {
            return Errors.Report(e, error, errorSize);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "zkfp_verify_program", CallConvs = [typeof(CallConvCdecl)])]
    public static Status VerifyProgram(
        byte* proof, nuint proofLength, byte* elf, nuint elfLength, int profile, byte* expectedOutput, nuint expectedOutputLength, Statement* statement,
        byte* error, nuint errorSize)
    {
        try
        {
            if (statement is not null) *statement = default;
            if (expectedOutput is null && expectedOutputLength != 0) Need(expectedOutput, "expected_output");
            ZkfpProgram program = Program(elf, elfLength, profile);
            ReadOnlySpan<byte> bytes = Bytes(proof, proofLength, "proof");
            return Answer(
                expectedOutput is null ? ZkfpVerifier.Verify(bytes, program)
                    : ZkfpVerifier.Verify(bytes, program, Bytes(expectedOutput, expectedOutputLength, "expected_output")),
                statement, error, errorSize);
        }
        catch (Exception e)
        {
            return Errors.Report(e, error, errorSize);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "zkfp_key_digest", CallConvs = [typeof(CallConvCdecl)])]
    public static Status KeyDigest(byte* key, nuint keyLength, byte* digest, byte* error, nuint errorSize)
    {
        try
        {
            Need(digest, "digest");
            new Span<byte>(digest, DigestBytes).Clear();
            Convert.FromHexString(ZkfpKey.FromBytes(Bytes(key, keyLength, "key")).Digest).CopyTo(new Span<byte>(digest, DigestBytes));
            return Errors.Ok();
        }
        catch (Exception e)
        {
            return Errors.Report(e, error, errorSize);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "zkfp_runs", CallConvs = [typeof(CallConvCdecl)])]
    public static Status Runs(
        byte* proof, nuint proofLength, delegate* unmanaged[Cdecl]<void*, uint, byte*, Statement*, int> told, void* context, byte* error, nuint errorSize)
    {
        try
        {
            if (!ZkfpFinalProof.TryVerify(Bytes(proof, proofLength, "proof"), null, out ZkfpFinalProof? final, out string? reason, out string? kind))
                return Errors.Invalid(kind, reason, error, errorSize);
            foreach (ZkfpRun run in final.Runs)
            {
                if (told is null) break;
                Statement statement;
                Statement.Write(&statement, run.Statement);
                fixed (byte* digest = Convert.FromHexString(run.KeyDigest))
                    if (told(context, (uint)run.Number, digest, &statement) != 0) throw new OperationCanceledException("the callback asked to stop");
            }

            return Errors.Ok();
        }
        catch (Exception e)
        {
            return Errors.Report(e, error, errorSize);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "zkfp_path", CallConvs = [typeof(CallConvCdecl)])]
    public static Status PathOf(byte* proof, nuint proofLength, uint number, byte** path, nuint* pathLength, byte* error, nuint errorSize)
    {
        try
        {
            NeedResult(path, pathLength, "path");
            if (!ZkfpFinalProof.TryVerify(Bytes(proof, proofLength, "proof"), null, out ZkfpFinalProof? final, out string? reason, out string? kind))
                return Errors.Invalid(kind, reason, error, errorSize);
            if (number == 0 || number > final.Runs.Count) throw new ArgumentException($"the proof has no run {number}");
            Give(final.PathFile((int)number), path, pathLength);
            return Errors.Ok();
        }
        catch (Exception e)
        {
            return Errors.Report(e, error, errorSize);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "zkfp_calldata", CallConvs = [typeof(CallConvCdecl)])]
    public static Status Calldata(byte* proof, nuint proofLength, byte** calldata, nuint* calldataLength, byte* error, nuint errorSize)
    {
        try
        {
            NeedResult(calldata, calldataLength, "calldata");
            if (!ZkfpFinalProof.TryVerify(Bytes(proof, proofLength, "proof"), null, out ZkfpFinalProof? final, out string? reason, out string? kind))
                return Errors.Invalid(kind, reason, error, errorSize);
            try
            {
                Give(final.ToCalldata(), calldata, calldataLength);
            }
            catch (InvalidOperationException e)
            {
                throw new ArgumentException(e.Message);
            }

            return Errors.Ok();
        }
        catch (Exception e)
        {
            return Errors.Report(e, error, errorSize);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "zkfp_check_record", CallConvs = [typeof(CallConvCdecl)])]
    public static Status CheckRecord(
        byte* record, nuint recordLength, Statement* statement, byte* expectedOutput, nuint expectedOutputLength, Local* locals, nuint localCount,
        delegate* unmanaged[Cdecl]<void*, byte*, byte*, nuint, long> find, void* findContext,
        delegate* unmanaged[Cdecl]<void*, byte*, byte*, nuint, int, byte*, int> entry, void* entryContext, byte* error, nuint errorSize) =>
        CheckRecord(
            record, recordLength, statement, expectedOutput, expectedOutputLength, locals, localCount, null, 0, find, findContext, entry, entryContext, error, errorSize);

    [UnmanagedCallersOnly(EntryPoint = "zkfp_check_record_with_blobs", CallConvs = [typeof(CallConvCdecl)])]
    public static Status CheckRecordWithBlobs(
        byte* record, nuint recordLength, Statement* statement, byte* expectedOutput, nuint expectedOutputLength, Local* locals, nuint localCount,
        BlobProof* blobs, nuint blobCount, delegate* unmanaged[Cdecl]<void*, byte*, byte*, nuint, long> find, void* findContext,
        delegate* unmanaged[Cdecl]<void*, byte*, byte*, nuint, int, byte*, int> entry, void* entryContext, byte* error, nuint errorSize) =>
        CheckRecord(
            record, recordLength, statement, expectedOutput, expectedOutputLength, locals, localCount, blobs, blobCount, find, findContext, entry, entryContext, error,
            errorSize);

    private static Status CheckRecord(
        byte* record, nuint recordLength, Statement* statement, byte* expectedOutput, nuint expectedOutputLength, Local* locals, nuint localCount,
        BlobProof* blobs, nuint blobCount, delegate* unmanaged[Cdecl]<void*, byte*, byte*, nuint, long> find, void* findContext,
        delegate* unmanaged[Cdecl]<void*, byte*, byte*, nuint, int, byte*, int> entry, void* entryContext, byte* error, nuint errorSize)
    {
        try
        {
            Need(statement, "statement");
            if (expectedOutput is null && expectedOutputLength != 0) Need(expectedOutput, "expected_output");
            Dictionary<ulong, byte[]> given = Local.Read(locals, localCount);
            Func<ReadOnlyMemory<byte>, byte[]?> proofs = BlobProof.Read(blobs, blobCount);
            var parsed = ZkfpRecord.FromBytes(Bytes(record, recordLength, "record"));
            if (statement->HasDigest == 0) return Errors.Invalid("WrongOutput", "the program did not commit a digest", error, errorSize);
            if (!parsed.Digest.Span.SequenceEqual(new ReadOnlySpan<byte>(statement->OutputDigest, 32)))
                return Errors.Invalid("WrongRecord", "the record is not that of the proven run", error, errorSize);
            if (expectedOutput is not null && !parsed.WroteExactly(Bytes(expectedOutput, expectedOutputLength, "expected_output")))
                return Errors.Invalid("WrongOutput", "the program's output is not the one expected", error, errorSize);
            ZkfpRecordEntry? wrong = null, open = null;
            foreach (ZkfpRecordEntry e in parsed.Check(given, find is null ? null : new Found(find, findContext).Look, proofs))
            {
                if (e.State == ZkfpEntryState.Wrong) wrong ??= e;
                if (e.State == ZkfpEntryState.Unchecked) open ??= e;
                if (entry is not null && !Told.Entry(entry, entryContext, e)) throw new OperationCanceledException("the callback asked to stop");
            }

            return wrong is not null ? Errors.Invalid("WrongPreimage", wrong.Text, error, errorSize)
                : open is not null ? Errors.Report(Status.Unchecked, open.Text, error, errorSize) : Errors.Ok();
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
            return Errors.Ok();
        }
        catch (Exception e)
        {
            return Errors.Report(e, error, errorSize);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "zkfp_prove", CallConvs = [typeof(CallConvCdecl)])]
    public static Status Prove(
        byte* elf, nuint elfLength, int profile, Input* input, int form, byte* proofPath, int threads, byte* workDirectory,
        delegate* unmanaged[Cdecl]<void*, int, ulong, ulong, int> progress, void* progressContext, Statement* statement, byte* error, nuint errorSize)
    {
        try
        {
            if (statement is not null) *statement = default;
            Need(proofPath, "proof_path");
            using var given = new GivenInput(input);
            using ZkfpProver prover = Prover(form, threads, workDirectory);
            IProgress<ZkfpProgress>? told = progress is null ? null : new Told(progress, progressContext);
            ZkfpProof proof = prover.ProveAsync(Program(elf, elfLength, profile), given.Input, Text(proofPath, "proof_path")!, told).GetAwaiter().GetResult();
            Statement.Write(statement, proof.Statement);
            return Errors.Ok();
        }
        catch (Exception e)
        {
            return Errors.Report(e, error, errorSize);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "zkfp_aggregate", CallConvs = [typeof(CallConvCdecl)])]
    public static Status Aggregate(
        byte** proofPaths, nuint proofCount, int form, byte* proofPath, int threads, byte* workDirectory,
        delegate* unmanaged[Cdecl]<void*, int, ulong, ulong, int> progress, void* progressContext, byte* error, nuint errorSize)
    {
        try
        {
            Need(proofPath, "proof_path");
            if (proofCount is 0 or > MostProofs) throw new ArgumentException($"1 to {MostProofs} proofs expected");
            Need(proofPaths, "proof_paths");
            if (form is not (0 or 1)) throw new ArgumentException("what proofs become together is a final proof: form 0 or 1");
            var paths = new string[proofCount];
            for (int i = 0; i < paths.Length; i++) paths[i] = Text(proofPaths[i], $"proof path {i}") ?? throw new ArgumentException($"proof path {i} is NULL");
            using ZkfpProver prover = Prover(form, threads, workDirectory);
            IProgress<ZkfpProgress>? told = progress is null ? null : new Told(progress, progressContext);
            prover.AggregateAsync(paths, Text(proofPath, "proof_path")!, told).GetAwaiter().GetResult();
            return Errors.Ok();
        }
        catch (Exception e)
        {
            return Errors.Report(e, error, errorSize);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "zkfp_free", CallConvs = [typeof(CallConvCdecl)])]
    public static void Free(void* memory) => NativeMemory.Free(memory);

    private static ZkfpProver Prover(int form, int threads, byte* workDirectory)
    {
        if (threads < 0) throw new ArgumentException("threads must not be negative");
        if (!Enum.IsDefined((ZkfpProofForm)form)) throw new ArgumentException($"form {form} is not defined");
        return new ZkfpProver(new ZkfpProverOptions { Form = (ZkfpProofForm)form, Threads = threads, WorkDirectory = Text(workDirectory, "work_directory") });
    }

    private static Status Answer(ZkfpVerdict verdict, Statement* statement, byte* error, nuint errorSize)
    {
        if (verdict.Statement is not { } stated) return Errors.Invalid(verdict.ReasonKind!, verdict.Reason!, error, errorSize);
        Statement.Write(statement, stated);
        return Errors.Ok();
    }

    // Bytes that the caller gives back with zkfp_free.
    private static void Give(byte[] bytes, byte** target, nuint* length)
    {
        byte* copy = (byte*)NativeMemory.Alloc((nuint)bytes.Length);
        bytes.CopyTo(new Span<byte>(copy, bytes.Length));
        *target = copy;
        *length = (nuint)bytes.Length;
    }

    private static void NeedResult(byte** target, nuint* length, string name)
    {
        Need(target, name);
        Need(length, $"{name}_length");
        *target = null;
        *length = 0;
    }

    private static ZkfpProgram Program(byte* elf, nuint length, int profile) => profile is 0 or 1
        ? ZkfpProgram.FromBytes(Bytes(elf, length, "elf"), profile: (ZkfpProfile)profile)
        : throw new ArgumentException($"profile {profile} is not defined");

    // SAFETY: the caller promises that so many bytes are there.
    internal static ReadOnlySpan<byte> Bytes(byte* pointer, nuint length, string name)
    {
        if (length != 0) Need(pointer, name);
        return length <= MaxLength ? new ReadOnlySpan<byte>(pointer, (int)length) : throw new ArgumentException($"{name} has more than {MaxLength} bytes");
    }

    /// <summary>A text that ends with a zero; null of NULL. Another text must not take the place of one that is not UTF-8.</summary>
    internal static string? Text(byte* text, string name, bool mayBeEmpty = false)
    {
        if (text is null) return null;
        if (*text == 0 && !mayBeEmpty) throw new ArgumentException($"{name} is empty");
        try
        {
            return s_strict.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text));
        }
        catch (DecoderFallbackException)
        {
            throw new ArgumentException($"{name} is not UTF-8");
        }
    }

    private static readonly UTF8Encoding s_strict = new(false, throwOnInvalidBytes: true);

    private static void Need(void* pointer, string name)
    {
        if (pointer is null) throw new ArgumentException($"{name} is NULL");
    }

    private sealed class Told(delegate* unmanaged[Cdecl]<void*, int, ulong, ulong, int> callback, void* context) : IProgress<ZkfpProgress>
    {
        public void Report(ZkfpProgress p)
        {
            bool steps = p.Stage == ZkfpStage.Recursion;
            (long done, long all) = steps ? (p.Steps, p.TotalSteps) : (p.Instructions, p.TotalInstructions);
            if (callback(context, (int)p.Stage, (ulong)done, (ulong)all) != 0) throw new OperationCanceledException("the callback asked to stop");
        }

        /// <summary>Tells of an entry of a record; false: stop.</summary>
        public static bool Entry(delegate* unmanaged[Cdecl]<void*, byte*, byte*, nuint, int, byte*, int> callback, void* context, ZkfpRecordEntry e)
        {
            byte[] text = Encoding.UTF8.GetBytes(e.Text + '\0'), value = e.Value?.ToArray() ?? [];
            fixed (byte* key = e.Key.Span, bytes = value.Length == 0 ? text : value, t = text)
                return callback(context, key, e.Value is null ? null : bytes, (nuint)value.Length, (int)e.State, t) == 0;
        }
    }
}
