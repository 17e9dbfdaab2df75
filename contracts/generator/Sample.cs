using System.Text;
using Zkfp.Protocol;
using Zkfp.Protocol.Layout;
using Zkfp.Protocol.Parameters;
using Zkfp.Prover.Jobs;
using Zkfp.Recursion.Circuits;
using Zkfp.Verifier.Tests.Tamper;

namespace Zkfp.Contracts;

/// <summary>What forge replays of samples/hello.l1: its transcript, and its tamper manifest, which the tests of the other verifiers replay too.</summary>
internal sealed class Sample
{
    private readonly RecursionSet _set = RecursionSet.Default ?? throw new InvalidOperationException(RecursionSet.DefaultFault);
    private readonly LastProof _last;
    private readonly byte[] _file, _other;
    private readonly FinalFile _proof;
    private readonly Recording _recording;

    /// <summary>Reads and verifies the samples in this folder.</summary>
    public Sample(LastProof last, string folder)
    {
        _last = last;
        (_file, _other) = (File.ReadAllBytes(Path.Combine(folder, "hello.l1")), File.ReadAllBytes(Path.Combine(folder, "hello.final")));
        _proof = Read(_file);
        _recording = new Recording(last, _proof.Proof);
    }

    /// <summary>The transcript.</summary>
    public string Transcript() => _recording.Write();

    /// <summary>The manifest.</summary>
    public string Manifest()
    {
        FinalFile other = Read(_other);
        var otherMap = new ProofMap(_set.Keys.ShapeOf(FinalFile.IndexOf(other.IsL1)).Machine.Definition, other.Proof, other.Claims.Count);
        var manifest = new FinalManifest(_file, new ProofMap(_last.Machine, _proof.Proof, _proof.Claims.Count), [.. Openings()], _other, otherMap);
        var s = new StringBuilder(Tampered.Head).Append('\n');
        foreach (Tampered t in manifest.Entries) s.Append(t).Append('\n');
        return s.ToString();
    }

    private FinalFile Read(byte[] bytes) => FinalFile.TryRead(_set.Keys, _set.Profile.BundlePlaces, bytes, out FinalFile? file, out VerificationError? error)
        ? file : throw new InvalidDataException($"{error} (after a change of machine, protocol or recursion circuits: samples/regenerate.sh)");

    private IEnumerable<OpenedRows> Openings()
    {
        WhirSchedule whir = new ClassLayout(_last.Machine, _proof.Proof.Shape).Whir;
        ProofClass c = _proof.Proof.Shape.Class;
        int[][] queries = [.. _recording.Queries];
        yield return new OpenedRows(c.MainWidth, whir.First.LogDomain, queries[0]);
        yield return new OpenedRows(c.PreprocessedWidth, whir.First.LogDomain, queries[0]);
        for (int i = 1; i < queries.Length; i++)
            yield return new OpenedRows(Core.Field.KoalaBear5.Degree << whir.Rounds[i - 1].Fold, whir.Rounds[i - 1].NextLogDomain, queries[i]);
    }
}
