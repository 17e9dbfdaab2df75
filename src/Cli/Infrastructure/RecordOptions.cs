using System.CommandLine;
using System.Globalization;
using Zkfp.Cli.CommandLine;
using Zkfp.MipsVm.Hosting;
using Zkfp.Protocol.Proofs;
using Zkfp.Rollup.Preimages;
using Zkfp.Settlement.Crypto;

namespace Zkfp.Cli.Infrastructure;

/// <summary>Options of `verify` about what a program of profile cannon was told: the record, and what its entries are checked against.</summary>
internal sealed class RecordOptions
{
    private static readonly string[] s_types = ["local", "generic", "blob", "precompile"];

    /// <summary>The record.</summary>
    public Option<string?> Record { get; } = new("--record")
    {
        Description = "Profile cannon: record of the preimages that no hash checks, as 'zkfp prove' writes it; the proof's name with .record if absent.",
        HelpName = "FILE",
    };

    /// <summary>Inputs of precompiles.</summary>
    public Option<string?> Preimages { get; } = new("--preimages")
    {
        Description = "Profile cannon: folder of preimages (see 'zkfp run --help'); results of precompiles are computed again from their inputs there, and KZG "
            + "proofs made for blobs, if native/kzg/build.sh was run.",
        HelpName = "FOLDER",
    };

    /// <summary>Values of local keys.</summary>
    public Option<string[]> Local { get; } = new("--local")
    {
        Description = "Profile cannon: the value that the program must have read under a local key, as INDEX=HEX, any number of times.",
        HelpName = "INDEX=HEX",
    };

    /// <summary>Proofs of blobs' values.</summary>
    public Option<string[]> BlobProof { get; } = new("--blob-proof")
    {
        Description = "Profile cannon: a blob's commitment and its KZG proof as nodes give it out with the blob (compute_blob_kzg_proof of EIP-4844), "
            + "96 bytes in hexadecimal, any number of times.",
        HelpName = "HEX",
    };

    /// <summary>Types that need no check.</summary>
    public Option<string[]> AllowUnchecked { get; } = new("--allow-unchecked")
    {
        Description = $"Profile cannon: accept values of this type that cannot be checked ({string.Join(", ", s_types)}), any number of times.",
        HelpName = "TYPE",
    };

    private Option[] All => [Record, Preimages, Local, BlobProof, AllowUnchecked];

    /// <summary>Where the record of a proof lies.</summary>
    public static string DefaultPath(string proof) => proof + ".record";

    /// <summary>Declares them.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in All) command.Add(option);
        AllowUnchecked.OneOf(s_types);
    }

    /// <summary>What is wrong with them, before anything is verified.</summary>
    public void Check(Session session, bool cannon)
    {
        foreach (Option option in All) session.Need(option, cannon, "needs --profile cannon");
        ReadLocals(session);
        ReadProofs(session);
        if (session.Get(Record) is { } record) Files.CheckThere(record, "record");
        if (session.Get(Preimages) is { } folder && !Directory.Exists(folder)) throw new CliException(ExitCode.Usage, $"no folder '{folder}'");
    }

    /// <summary>Reads a record; null where a default one is absent.</summary>
    public static PreimageRecord? Read(string path, bool optional, CancellationToken cancellation)
    {
        if (optional && !File.Exists(path)) return null;
        byte[] bytes = Files.Read(path, "record", cancellation);
        try
        {
            return PreimageRecord.Parse(bytes);
        }
        catch (InvalidDataException e)
        {
            string why = FileKind.Recognize(FileKind.Start(bytes)) is { } other ? $"'{path}' is not a record: {other}" : $"'{path}': {e.Message}";
            throw new CliException(ExitCode.BadInput, why);
        }
    }

    /// <summary>The digest that a proof states if it belongs to the record, or, without one, to such an output; null if neither is there.</summary>
    public byte[]? Digest(Session session, string proof, byte[]? expectedOutput)
    {
        string? named = session.Get(Record);
        return (Read(named ?? DefaultPath(proof), optional: named is null, session.Cancellation)
            ?? (expectedOutput is null ? null : PreimageRecord.Of(expectedOutput, [])))?.Digest;
    }

    /// <summary>What the record of a proof says, held against the digest that the proof states and against what the command line knows.</summary>
    /// <param name="session">The call.</param>
    /// <param name="proof">Path of the proof.</param>
    /// <param name="digest">What the proof states, or null.</param>
    /// <param name="expectedOutput">SHA-256 that standard output must have, or null.</param>
    public RecordReport Check(Session session, string proof, byte[]? digest, byte[]? expectedOutput)
    {
        Dictionary<ulong, byte[]> locals = ReadLocals(session);
        string? named = session.Get(Record);
        string path = named ?? DefaultPath(proof);
        PreimageRecord? record = Read(path, optional: named is null, session.Cancellation);
        if (digest is null) return RecordReport.Invalid("WrongOutput", "the program did not commit a digest");
        if (record is null)
        {
            // Standard output alone determines the digest of a program that was told nothing but what hashes bind.
            if (expectedOutput is null) return RecordReport.Unknown($"what the program was told is not known: there is no record '{path}'");
            record = PreimageRecord.Of(expectedOutput, []);
            if (!record.Digest.AsSpan().SequenceEqual(digest))
                return RecordReport.Invalid("WrongOutput", $"not this output, or the program was told more than hashes bind; there is no record '{path}'");
        }

        if (!record.Digest.AsSpan().SequenceEqual(digest)) return RecordReport.Invalid("WrongRecord", $"the proof states {Hex(digest)}, '{path}' gives {Hex(record.Digest)}");
        if (expectedOutput is not null && !expectedOutput.AsSpan().SequenceEqual(record.OutputDigest))
            return RecordReport.Invalid("WrongOutput", $"expected SHA-256 {Hex(expectedOutput)}, got {Hex(record.OutputDigest)}");
        string? folder = session.Get(Preimages);
        IPreimageOracle? inputs = folder is null ? null : OracleOptions.OpenFolder(folder);
        using var blobs = new BlobProofs(ReadProofs(session), inputs);
        try
        {
            return new RecordReport(record, new RecordCheck(locals, inputs, new MachinePrecompiles(), blobs).Check(record), session.Get(AllowUnchecked) ?? []);
        }
        catch (Exception e) when (e is InvalidDataException or KzgException)
        {
            throw new CliException(ExitCode.BadInput, e.Message);
        }
    }

    private Dictionary<ulong, byte[]> ReadLocals(Session session)
    {
        var locals = new Dictionary<ulong, byte[]>();
        foreach (string text in session.Get(Local) ?? [])
        {
            int at = text.IndexOf('=', StringComparison.Ordinal);
            string digits = at < 0 ? "" : text[(at + 1)..];
            if (digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase)) digits = digits[2..];
            if (at < 0 || digits.Length % 2 != 0 || !digits.All(char.IsAsciiHexDigit)
                || !ulong.TryParse(text.AsSpan(0, at), NumberStyles.None, CultureInfo.InvariantCulture, out ulong index))
                throw new CliException(ExitCode.Usage, $"--local {text}: expected INDEX=HEX, a number and whole bytes");
            if (!locals.TryAdd(index, Convert.FromHexString(digits))) throw new CliException(ExitCode.Usage, $"--local {text}: {index} is given twice");
        }

        return locals;
    }

    private List<(byte[] Commitment, byte[] Proof)> ReadProofs(Session session)
    {
        var proofs = new List<(byte[], byte[])>();
        foreach (string text in session.Get(BlobProof) ?? [])
        {
            string digits = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? text[2..] : text;
            if (digits.Length != 4 * BlobPolynomial.CommitmentBytes || !digits.All(char.IsAsciiHexDigit))
                throw new CliException(ExitCode.Usage, $"--blob-proof {text}: expected 96 bytes in hexadecimal, commitment and proof");
            byte[] bytes = Convert.FromHexString(digits);
            proofs.Add((bytes[..BlobPolynomial.CommitmentBytes], bytes[BlobPolynomial.CommitmentBytes..]));
        }

        return proofs;
    }

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
