using System.Buffers.Binary;
using System.Text.Json.Nodes;
using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Core.Machine;
using Zkfp.Protocol;
using Zkfp.Protocol.Proofs;
using Zkfp.Prover;
using Zkfp.Prover.Jobs;
using Zkfp.Recursion.Circuits;

namespace Zkfp.Cli.Infrastructure;

/// <summary>What a final proof, or a file of a work folder, claims, for people and for programs. Nothing of it is verified.</summary>
internal static class WorkFileReport
{
    // Headers of runs of 2^16 shards have some megabytes, nodes less than one.
    private const int MaxBytes = 64 << 20;

    /// <summary>The kind word of a final proof, a node or a run's header; null of any other file.</summary>
    public static uint? Kind(string path, CancellationToken cancellation)
    {
        if (Files.IsSpecial(path)) return null; // it can be read once
        using FileStream file = Files.OpenRead(path, "proof", cancellation);
        if (!file.CanSeek) return null;
        uint kind = Files.Guard(path, "read", "proof", () =>
        {
            var bytes = new byte[2 * sizeof(uint)];
            int read = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return read < bytes.Length || BinaryPrimitives.ReadUInt32LittleEndian(bytes) != ProofFormat.Magic
                ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(sizeof(uint)));
        });
        return kind is ProofFormat.NodeKind or ProofFormat.RunHeaderKind || ProofFormat.IsFinal(kind) ? kind : null;
    }

    /// <summary>Reports on a file of that kind.</summary>
    public static void Write(Session session, string path, uint kind, RecursionOptions recursion)
    {
        byte[] bytes = Files.Read(path, "file", session.Cancellation);
        if (bytes.Length > MaxBytes) throw new CliException(ExitCode.Invalid, $"'{path}' has {bytes.Length} bytes");
        if (kind == ProofFormat.RunHeaderKind) Header(session, path, bytes);
        else if (kind == ProofFormat.NodeKind) Node(session, path, bytes, recursion.Need(session));
        else Final(session, path, bytes, recursion.Need(session));
        session.Line($"Nothing of this is verified: '{(ProofFormat.IsFinal(kind) ? "zkfp verify' does that" : "zkfp job list --check' does that for files in their folder")}.");
        session.Json.Add("verified", false);
    }

    private static void Header(Session session, string path, byte[] bytes)
    {
        WorkRun run = RunJobs.ReadHeader(bytes, out string error) ?? throw new CliException(ExitCode.Invalid, $"'{path}' is not the header of a run: {error}");
        session.Line($"header of run  {run.Name}");
        session.Line($"verifying key  {run.Key}");
        session.Line($"shards         {run.Shards}");
        session.Json.Add("kind", "run").Add("run", run.Name).Add("verifyingKey", run.Key.ToString()).Add("shards", run.Shards);
    }

    private static void Node(Session session, string path, byte[] bytes, RecursionSet set)
    {
        if (!NodeFile.TryRead(set.Keys, bytes, out NodeProof? node, out VerificationError? error)) throw new CliException(ExitCode.Invalid, $"'{path}' is not a node: {error.Describe()}");
        string circuit = $"{node.Kind.ToString().ToLowerInvariant()} {KeySet.NumberOf(node.Index)}";
        KoalaBear[] s = node.Statement;
        session.Line($"node           {bytes.Length} bytes, of circuit {circuit}, recursion keys {set.Keys.Digest}");
        session.Json.Add("kind", "node").Add("bytes", bytes.Length).Add("circuit", circuit).Add("recursionKeys", $"{set.Keys.Digest}");
        if (node.Kind == NodeKind.Range)
        {
            // Kind, key root, run, first, last.
            string run = $"{Digest.FromElements(s.AsSpan(1 + Digest.Length))}";
            long first = s[1 + 2 * Digest.Length].Value, last = s[2 + 2 * Digest.Length].Value;
            session.Line($"claims         shards {first} to {last} of run {run}");
            session.Json.Add("runDigest", run).Add("firstShard", first).Add("lastShard", last);
        }
        else
        {
            string root = $"{Digest.FromElements(s.AsSpan(s.Length - 1 - Digest.Length))}";
            session.Line($"claims         {s[^1]} run(s), root {root}");
            session.Json.Add("runs", s[^1].Value).Add("root", root);
        }
    }

    private static void Final(Session session, string path, byte[] bytes, RecursionSet set)
    {
        if (!FinalFile.TryRead(set.Keys, set.Profile.BundlePlaces, bytes, out FinalFile? file, out VerificationError? error))
            throw new CliException(ExitCode.Invalid, $"'{path}' is not a final proof: {error.Describe()}");
        string root = $"{FinalFile.Root(file.Claims, set.Profile.BundlePlaces)}";
        Digest last = set.Keys.KeyOf(FinalFile.IndexOf(file.IsL1)).Digest;
        session.Line($"final proof    {(file.IsL1 ? "for L1, " : "")}{bytes.Length} bytes, recursion keys {last}");
        session.Line($"claims         {file.Claims.Count} run(s), root {root}");
        double bits = set.BitsOf(file.IsL1);
        session.Line($"security       {Security.Describe(bits)}: the weakest term of all layers and of the hash");
        var runs = new JsonArray();
        for (int i = 0; i < file.Claims.Count; i++)
        {
            RunClaim c = file.Claims[i];
            var status = new WaitStatus(c.Outcome);
            string? digest = FinalProof.DigestOf(c) is { } d ? Convert.ToHexStringLower(d) : null;
            session.Line($"run {i + 1,-10} {status.Describe()}, digest {digest ?? "not committed"}, key {c.KeyDigest}");
            runs.Add((JsonNode)new JsonObject
            {
                ["verifyingKey"] = $"{c.KeyDigest}",
                ["outcome"] = status.Describe(),
                ["outcomeWord"] = c.Outcome,
                ["exitCode"] = status.ExitCode,
                ["outputDigest"] = digest,
            });
        }

        session.Json.Add("kind", file.IsL1 ? "l1" : "final").Add("proofBytes", bytes.Length).Add("recursionKeys", $"{last}").Add("root", root)
            .Add("securityBits", bits).Add("runs", runs);
    }
}
