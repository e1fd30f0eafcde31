using System.Runtime.Intrinsics.X86;
using System.Security.Cryptography;
using Bench.Core;
using Bench.Models;
using Bench.Tests.Documentation;
using TorchSharp;

namespace Bench.TorchTests.Models;

/// <summary>Initial weights are the same bits for ever: finished cells began with them.</summary>
public sealed class InitialBitsTests
{
    public static TheoryData<string, string> Pinned =>
        [.. File.ReadAllLines(Path.Combine(Snippet.Root, "tests/Bench.TorchTests/Models/initial-bits.txt")).Where(l => !l.StartsWith('#')).Select(l => l.Split(' ')).Select(l => (l[0], l[1]))];

    [Theory, MemberData(nameof(Pinned))]
    public void Initial_weights_stay(string model, string bits)
    {
        Assert.SkipUnless(Avx2.IsSupported, "libtorch draws normal numbers in other arithmetic without AVX2");
        var entry = ModelCatalogue.Find(model);
        using var network = Network.Create(entry, entry.Family == "lenet" ? new(1, 28, 28) : new(3, 32, 32), 10, SeededStream.For(3, "initialization"));
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var scope = torch.NewDisposeScope();
        foreach (var (_, tensor) in network.State) hash.AppendData(tensor.detach().contiguous().bytes);
        Assert.Equal(bits, Convert.ToHexString(hash.GetHashAndReset())[..16]);
    }
}
