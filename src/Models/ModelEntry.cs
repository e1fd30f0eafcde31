using Bench.Core;

namespace Bench.Models;

/// <summary>A model of the catalogue.</summary>
public sealed record ModelEntry
{
    public required string Name { get; init; }

    /// <summary>One line: what it is.</summary>
    public required string Title { get; init; }

    /// <summary>The paper or code that defines it.</summary>
    public required string Source { get; init; }

    /// <summary>The family, which chooses the default recipes: <c>lenet</c>, <c>conv</c>, <c>resnet</c>, <c>wrn</c>, <c>densenet</c>, <c>mobilenet</c>, <c>vgg</c> or <c>vit</c>.</summary>
    public required string Family { get; init; }

    /// <summary>Which inputs it takes, in words, such as <c>any size from 12×12</c>.</summary>
    public required string Takes { get; init; }

    /// <summary>Why it cannot take inputs of this shape; null where it can.</summary>
    public required Func<InputShape, string?> Refuses { get; init; }

    /// <summary>The multiplier of all hidden layers' channels; the name says it where it is not 1.</summary>
    public double Width { get; private init; } = 1;

    /// <summary>Builds the graph: from the input's value and a number of classes to the class scores.</summary>
    public required Func<Value, int, Value> Build { get; init; }

    /// <summary>Version of the arithmetic by which it is trained: raised where its cells, and no other model's, get other numbers.</summary>
    public int TrainingVersion { get; init; } = 1;

    /// <summary>The same model with hidden layers so many times as wide, such as <c>resnet20@width=0.5</c>; the width has at most 15 digits.</summary>
    public ModelEntry WithWidth(double width)
    {
        var name = ModelName.WithWidth(ModelName.Of(Name).Bare, width);
        return this with { Name = name.ToString(), Width = name.Width };
    }
}
