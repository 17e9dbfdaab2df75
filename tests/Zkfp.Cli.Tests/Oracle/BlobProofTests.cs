using System.Text.Json;
using Zkfp.MipsVm.Hosting;

namespace Zkfp.Cli.Tests.Oracle;

/// <summary>A fact that proves a run with a blob, twenty million instructions: with ZKFP_ALL_PROOFS=1 only.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LongProofFactAttribute : FactAttribute
{
    public LongProofFactAttribute() => Skip = Environment.GetEnvironmentVariable("ZKFP_ALL_PROOFS") == "1" ? null : "takes minutes: set ZKFP_ALL_PROOFS=1";
}

/// <summary>A run that reads of a blob, proven, and what `verify` makes of its record.</summary>
public sealed class BlobProofTests
{
    [LongProofFact]
    public void A_blob_is_proven_and_checked_by_its_proof()
    {
        using var folder = new OracleFolder();
        string work = Directory.CreateTempSubdirectory("blob").FullName, empty = Path.Combine(work, "empty");
        string elf = Path.Combine(work, "elf"), proof = Path.Combine(work, "proof");
        try
        {
            File.WriteAllBytes(elf, ProvenRecord.Program([folder.BlobKey, PreimageKey.Local(5)]));
            Directory.CreateDirectory(empty);
            ZkfpResult made = ZkfpProcess.Run("prove", elf, "--shards", "--profile", "cannon", "--preimages", folder.Path, "-o", proof);
            Assert.True(made.Code == 0, made.Error);
            string[] verify = ["verify", proof, "--elf", elf, "--profile", "cannon", .. folder.Locals[^2..]];
            ZkfpResult Verify(params string[] options) => ZkfpProcess.Run([.. verify, .. options]);
            string[] given = OracleFolder.BlobProof;

            ZkfpResult r = Verify(given);
            Assert.True(r.Code == 0, r.Output + r.Error);
            Assert.Contains("has this value, by its KZG proof\n", r.Output, StringComparison.Ordinal);
            JsonElement json = Verify([.. given, "--json"]).Json;
            Assert.Equal(["checked", "checked"], json.GetProperty("recordEntries").EnumerateArray().Select(e => e.GetProperty("state").GetString()));

            // Without it nobody has checked the blob; a folder that does not have it says nothing.
            foreach (string[] options in new string[][] { [], ["--preimages", empty], ["--blob-proof", new string('0', 192)] })
            {
                r = Verify(options);
                Assert.Equal(7, r.Code);
                Assert.Contains("unchecked: values that nobody has checked, of type blob (", r.Output, StringComparison.Ordinal);
                Assert.Contains("there is no KZG proof of its value", r.Output, StringComparison.Ordinal);
            }

            Assert.Equal(0, Verify("--allow-unchecked", "blob").Code);
            r = Verify("--blob-proof", $"{given[1][..^1]}{(given[1][^1] == '0' ? '1' : '0')}");
            Assert.Equal(1, r.Code);
            Assert.Contains("invalid: WrongPreimage: ", r.Output, StringComparison.Ordinal);
            Assert.Contains("the point evaluation refuses its KZG proof", r.Output, StringComparison.Ordinal);

            // A folder with the blob is enough where KZG is built, and the forged one is refused.
            bool built = Zkfp.Settlement.Crypto.Kzg.Folder is not null;
            Assert.Equal(built ? 0 : 7, Verify("--preimages", folder.Path).Code);
            File.WriteAllBytes(folder.FileOf(BlobPreimages.KeyOf(OracleFolder.Commitment, BlobPolynomial.Root(77))), new byte[32]);
            Assert.Equal(built ? 1 : 7, Verify("--preimages", folder.Path).Code);
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }
}
