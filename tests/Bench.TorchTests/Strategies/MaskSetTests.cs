using System.Security.Cryptography;
using Bench.Strategies;
using Bench.Tensors;
using static TorchSharp.torch;

namespace Bench.TorchTests.Strategies;

public sealed class MaskSetTests
{
    [Fact]
    public void Bits_are_packed_in_C_order_the_first_in_the_highest_bit()
    {
        using var masks = new MaskSet([CutTests.Sized("a", 10)], [true, false, true, false, false, false, false, true, true, false], 5, 0);
        Assert.Equal([0b1010_0001, 0b1000_0000], masks.Masks[0].PackedBits());
        byte[] hashed = [.. "a.weight\0"u8, 0b1010_0001, 0b1000_0000];
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(hashed)), masks.Fingerprint());
        Assert.Equal((4, 5), (masks.KeptPrunable, masks.AskedKept));
        Assert.Equal(["count-missed"], masks.Flags);
    }

    [Fact]
    public void The_flat_mask_lies_as_the_parameters_do()
    {
        using var network = TestNetworks.OneOfEverything();
        var protocol = Protocols.Find("bench");
        using var scores = Pruner.Score(network, protocol, Criteria.Find("random"), [], "eval", 1);
        using var masks = Pruner.Cut(network, protocol, Scopes.Find("global"), scores, 4, 1);
        using var flat = masks.FlatMask(network);
        Assert.Equal(network.TotalParameters - masks.Prunable + masks.KeptPrunable, flat.sum().item<float>());
        using (no_grad())
        {
            network.Flat.Values.fill_(Scalars.Of(3));
            network.Flat.Values.mul_(flat);
        }
        foreach (var (name, parameter) in network.Parameters)
        {
            var expected = masks.Masks.SingleOrDefault(m => m.Tensor.Name == name)?.Keep.to(float32) ?? ones_like(parameter);
            Assert.True(parameter.eq(expected.mul(Scalars.Of(3))).all().item<bool>(), name);
        }
    }

    [Fact]
    public void Dense_masks_keep_everything()
    {
        using var network = TestNetworks.OneOfEverything();
        using var masks = MaskSet.Dense(network, Protocols.Find("bench"));
        Assert.Equal(masks.Prunable, masks.KeptPrunable);
        Assert.Empty(masks.Flags);
        using var flat = masks.FlatMask(network);
        Assert.True(flat.eq(Scalars.Of(1)).all().item<bool>());
    }
}
