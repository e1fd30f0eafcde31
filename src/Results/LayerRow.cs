namespace Bench.Results;

/// <summary>One convolution or linear layer of a finished cell.</summary>
/// <param name="Identity">Of the cell.</param>
/// <param name="Position">In forward order, from 0.</param>
/// <param name="Name">In the network, such as <c>conv1</c>.</param>
/// <param name="Prunable">Whether the protocol may prune it.</param>
/// <param name="Weights">Without biases.</param>
/// <param name="Kept">Of these.</param>
/// <param name="Channels">Outputs of the dense layer.</param>
/// <param name="KeptChannels">Of these, without what is removed.</param>
public sealed record LayerRow(string Identity, int Position, string Name, bool Prunable, long Weights, long Kept, int Channels, int KeptChannels);
