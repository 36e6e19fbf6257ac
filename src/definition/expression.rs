//! CEL expressions, compiled to the [`Predicate`]s that the fold understands (D4).
//!
//! The library reads the grammar; this file says which of it has a meaning here and refuses the rest with its place. What a rule may
//! look at is its [`Scope`].

use cel::common::ast::{CallExpr, Expr, IdedExpr, LiteralValue, SourceInfo, operators};
use cel::parser::Parser;

use super::code::Code;
use super::problem::{quoted, suggestion};
use super::scan::{Refusal, scan, word_length};
use super::scope::{Kind, Scope, Words, kind};
use crate::lead::definition::Grade;
use crate::lead::event::Outcome;
use crate::lead::predicate::{Decimal, Field, Literal, Predicate};
use crate::lead::row::Route;

/// The longest name of a trait or property, in bytes.
const LONGEST_NAME: usize = 64;

/// Compiles an expression.
///
/// # Errors
/// All that cannot be compiled, with byte offsets in the expression.
pub(super) fn compile(text: &str, scope: Scope, words: &Words) -> Result<Predicate, Vec<Refusal>> {
    scan(text).map_err(|refusal| vec![refusal])?;
    let (expression, places) = Parser::new()
        .parse_with_source_info(text)
        .map_err(|errors| vec![ungrammatical(text, &errors)])?;
    let mut compiler = Compiler {
        text,
        scope,
        words,
        places,
        refusals: Vec::new(),
    };
    match compiler.predicate(&expression) {
        Some(predicate) if compiler.refusals.is_empty() => Ok(predicate),
        _ => Err(compiler.refusals),
    }
}

/// The library's first error. It gives line and column.
fn ungrammatical(text: &str, errors: &cel::ParseErrors) -> Refusal {
    let Some(first) = errors.errors.first() else {
        return Refusal::new(0, "this is not a CEL expression");
    };
    let number = |given: isize| usize::try_from(given).unwrap_or(1).max(1) - 1;
    let (line, column) = (number(first.pos.0), number(first.pos.1));
    let mut lines = text.split_inclusive('\n');
    let before: usize = lines.by_ref().take(line).map(str::len).sum();
    let within = lines.next().unwrap_or("");
    let at = before
        + within
            .char_indices()
            .nth(column)
            .map_or(within.len(), |(start, _)| start);
    let message = if text[at..].trim().is_empty() {
        "the expression ends too early".to_owned()
    } else {
        let length = word_length(text, at).unwrap_or(1);
        let word = text.get(at..at + length).unwrap_or("…");
        format!("{} is not expected here", quoted(word))
    };
    match slip(&text[..at], &text[at..]) {
        Some(hint) => Refusal::with(at, message, hint),
        None => Refusal::new(at, message),
    }
}

/// What is usually behind a word that is not expected where it stands.
fn slip(before: &str, after: &str) -> Option<&'static str> {
    if before.ends_with("has(") {
        return Some("write `has(properties.NAME)` or `has(traits.NAME)`");
    }
    let is_value = |letter: char| letter.is_ascii_digit() || letter == '"' || letter == '\'';
    if after.starts_with("is ") {
        return Some("write `==`");
    }
    // Behind an `in`: is its list open, and was it ever begun?
    let list = before.rsplit_once(" in")?.1.trim_start();
    if list.starts_with('[') && !list.contains(']') {
        let follows_value = before.trim_end().ends_with(is_value);
        return (follows_value && after.starts_with(is_value))
            .then_some("a comma stands between two values: `in [\"a\", \"b\"]`");
    }
    let is_bare = list.starts_with(is_value) || list.starts_with('(');
    (is_bare && after.starts_with(','))
        .then_some("write the values in brackets: `in [\"a\", \"b\"]`")
}

struct Compiler<'a> {
    text: &'a str,
    scope: Scope,
    words: &'a Words,
    places: SourceInfo,
    refusals: Vec<Refusal>,
}

impl Compiler<'_> {
    /// A test. `None` when it was refused; the refusal is noted.
    fn predicate(&mut self, node: &IdedExpr) -> Option<Predicate> {
        match &node.expr {
            Expr::Call(call) => self.call(node, call),
            Expr::Literal(LiteralValue::Boolean(flag)) => Some(constant(*flag.inner())),
            Expr::Select(select) if select.test => {
                let path = path_of(&select.operand)
                    .map(|mut path| {
                        path.push(&select.field);
                        path
                    })
                    .unwrap_or_default();
                let at = self.place(&select.operand);
                self.field_of(&path, at).map(Predicate::Has)
            }
            Expr::Ident(_) | Expr::Select(_) => {
                let field = self.field(node)?;
                if kind(&field) == Kind::Flag {
                    return Some(Predicate::Has(field));
                }
                let name = path_of(node).unwrap_or_default().join(".");
                self.refuse(
                    node,
                    format!("{} alone is no test", quoted(&name)),
                    format!("compare it: `{name} == …`"),
                )
            }
            Expr::Literal(_) | Expr::List(_) => self.refuse(
                node,
                "a value alone is no test".to_owned(),
                "compare a field with it".to_owned(),
            ),
            Expr::Comprehension(_) => self.unsupported(node, "a test of each value of a list"),
            Expr::Map(_) | Expr::Struct(_) | Expr::Unspecified => {
                self.unsupported(node, "this form")
            }
        }
    }

    fn call(&mut self, node: &IdedExpr, call: &CallExpr) -> Option<Predicate> {
        match (call.func_name.as_str(), call.args.as_slice()) {
            (operators::LOGICAL_AND, _) => {
                let mut parts = Vec::new();
                self.parts(operators::LOGICAL_AND, node, &mut parts);
                Some(Predicate::All(parts))
            }
            (operators::LOGICAL_OR, _) => {
                let mut parts = Vec::new();
                self.parts(operators::LOGICAL_OR, node, &mut parts);
                Some(Predicate::Any(parts))
            }
            (operators::LOGICAL_NOT, [inner]) => {
                let inner = self.predicate(inner)?;
                Some(Predicate::Not(Box::new(inner)))
            }
            (operators::EQUALS | operators::NOT_EQUALS, [left, right]) => {
                self.equality(left, right, call.func_name == operators::EQUALS)
            }
            (name, [left, right]) if is_comparison(name) => self.comparison(name, left, right),
            (operators::IN, [left, right]) => self.membership(left, right),
            ("startsWith", [prefix]) => {
                let target = call.target.as_deref()?;
                self.starts_with(target, prefix)
            }
            (operators::INDEX, _) if path_of(node).is_some() => {
                self.field(node)?;
                self.refuse(
                    node,
                    "a field alone is no test".to_owned(),
                    "compare it: `properties[\"NAME\"] == …`".to_owned(),
                )
            }
            (name, _) => {
                let name = operator_sign(name);
                self.unsupported(node, &name)
            }
        }
    }

    /// The operands of `a && b && c`, which the library hands over as a balanced tree, in the order written.
    fn parts(&mut self, operator: &str, node: &IdedExpr, parts: &mut Vec<Predicate>) {
        match &node.expr {
            Expr::Call(call) if call.func_name == operator => {
                for part in &call.args {
                    self.parts(operator, part, parts);
                }
            }
            _ => parts.extend(self.predicate(node)),
        }
    }

    fn equality(&mut self, left: &IdedExpr, right: &IdedExpr, equal: bool) -> Option<Predicate> {
        let field = self.field(left)?;
        let literal = self.literal(&field, right)?;
        if let (Kind::Flag, Literal::Flag(wanted)) = (kind(&field), &literal) {
            // A flag that is false has no value, so its absence is asked for, not a `false`.
            let set = Predicate::Has(field);
            return Some(if *wanted == equal {
                set
            } else {
                Predicate::Not(Box::new(set))
            });
        }
        Some(if equal {
            Predicate::Equals(field, literal)
        } else {
            Predicate::Differs(field, literal)
        })
    }

    fn comparison(
        &mut self,
        operator: &str,
        left: &IdedExpr,
        right: &IdedExpr,
    ) -> Option<Predicate> {
        if matches!(&left.expr, Expr::Call(call) if is_comparison(&call.func_name)) {
            return self.refuse(
                left,
                "a field is compared with one value at a time".to_owned(),
                "write two comparisons joined by `&&`: `FIELD > 10 && FIELD < 50`".to_owned(),
            );
        }
        let field = self.field(left)?;
        if !matches!(kind(&field), Kind::Open | Kind::Number) {
            return self.refuse(
                left,
                "only numbers are compared by size".to_owned(),
                "use `==`, `in` or `.startsWith()`".to_owned(),
            );
        }
        let Literal::Number(bound) = self.literal(&field, right)? else {
            return self.refuse(
                right,
                "only numbers are compared by size".to_owned(),
                "write a number without quotation marks".to_owned(),
            );
        };
        Some(match operator {
            operators::LESS => Predicate::Less(field, bound),
            operators::LESS_EQUALS => Predicate::AtMost(field, bound),
            operators::GREATER => Predicate::Greater(field, bound),
            _ => Predicate::AtLeast(field, bound),
        })
    }

    fn membership(&mut self, left: &IdedExpr, right: &IdedExpr) -> Option<Predicate> {
        let field = self.field(left)?;
        let Expr::List(list) = &right.expr else {
            return self.refuse(
                right,
                "`in` asks for a list".to_owned(),
                "write the values in brackets: `in [\"a\", \"b\"]`".to_owned(),
            );
        };
        if list.elements.is_empty() {
            return self.refuse(
                right,
                "nothing is in an empty list".to_owned(),
                "name the values".to_owned(),
            );
        }
        if kind(&field) == Kind::Flag {
            return self.refuse(
                left,
                "a flag is in no list".to_owned(),
                "write the flag alone, or `!` before it".to_owned(),
            );
        }
        let literals: Vec<_> = list
            .elements
            .iter()
            .filter_map(|element| self.literal(&field, element))
            .collect();
        Some(Predicate::In(field, literals))
    }

    fn starts_with(&mut self, target: &IdedExpr, prefix: &IdedExpr) -> Option<Predicate> {
        let field = self.field(target)?;
        if matches!(kind(&field), Kind::Number | Kind::Flag) {
            return self.refuse(
                target,
                "only text begins with text".to_owned(),
                "use `==`".to_owned(),
            );
        }
        match &prefix.expr {
            Expr::Literal(LiteralValue::String(text)) => {
                Some(Predicate::StartsWith(field, text.inner().to_owned()))
            }
            _ => self.refuse(
                prefix,
                "`.startsWith()` asks for text".to_owned(),
                "write the beginning in quotation marks".to_owned(),
            ),
        }
    }

    /// A field of the scope.
    fn field(&mut self, node: &IdedExpr) -> Option<Field> {
        match &node.expr {
            Expr::Ident(_) | Expr::Select(_) => {
                let path = path_of(node).unwrap_or_default();
                let at = self.place(node);
                self.field_of(&path, at)
            }
            Expr::Literal(_) | Expr::List(_) => self.refuse(
                node,
                "the field stands on the left".to_owned(),
                "turn the comparison around".to_owned(),
            ),
            Expr::Call(call) => match path_of(node) {
                Some(path) => {
                    let at = self.place(node);
                    self.field_of(&path, at)
                }
                None => {
                    let name = operator_sign(&call.func_name);
                    self.unsupported(node, &name)
                }
            },
            Expr::Comprehension(_) => self.unsupported(node, "a test of each value of a list"),
            Expr::Map(_) | Expr::Struct(_) | Expr::Unspecified => {
                self.unsupported(node, "this form")
            }
        }
    }

    fn field_of(&mut self, path: &[&str], at: usize) -> Option<Field> {
        let name = path.join(".");
        if path.last().is_some_and(|last| last.len() > LONGEST_NAME) {
            let message = format!("a name has at most {LONGEST_NAME} bytes");
            let refusal = Refusal::new(at, message);
            self.refusals.push(refusal.coded(Code::OutOfBounds));
            return None;
        }
        if let Some(field) = self.scope.field(path) {
            return Some(field);
        }
        let elsewhere = Scope::ALL.iter().any(|scope| scope.field(path).is_some());
        let names = self.scope.names();
        let refusal = if elsewhere {
            let hint = match (self.scope, path.first()) {
                (Scope::Engagement, Some(&"traits")) => {
                    "what is known of a lead is asked in [[fit.rules]], [[fit.vetoes]], [[segments]] and [[pql]]"
                        .to_owned()
                }
                (Scope::Profile, Some(&("properties" | "kind" | "asset" | "channel"))) => {
                    "what a lead does is asked in [[score.rules]], [[hand_raises]] and [[vetoes]]".to_owned()
                }
                _ => format!("possible here: {}", names.join(", ")),
            };
            let message = format!("{} is not known here: {}", quoted(&name), self.scope.who());
            Refusal::with(at, message, hint)
        } else {
            let hint = match Outcome::parse(&name) {
                Some(Outcome::FirstTouch) => "did you mean `contacted`?".to_owned(),
                Some(_) if names.contains(&"stage") => {
                    format!("`{name}` is a disposition: ask for the stage to which it leads")
                }
                Some(_) | None => self.near_field(&name),
            };
            Refusal::with(at, format!("there is no field {}", quoted(&name)), hint)
        };
        self.refusals.push(refusal.coded(Code::UnknownField));
        None
    }

    /// The field that was probably meant: a name by itself is often that of a trait or of a property.
    fn near_field(&self, name: &str) -> String {
        let near = suggestion(name, self.scope.names());
        if near.starts_with("did you mean") || name.contains('.') {
            return near;
        }
        let whole = ["traits", "properties"].map(|table| [table, name]);
        let known = (whole.iter()).find(|path| self.scope.field(&path[..]).is_some());
        known.map_or(near, |path| format!("did you mean `{}`?", path.join(".")))
    }

    /// A constant that the field can have.
    fn literal(&mut self, field: &Field, node: &IdedExpr) -> Option<Literal> {
        let literal = match &node.expr {
            Expr::Literal(LiteralValue::String(text)) => Literal::Text(text.inner().to_owned()),
            Expr::Literal(LiteralValue::Boolean(flag)) => Literal::Flag(*flag.inner()),
            Expr::Literal(LiteralValue::Int(number)) => {
                Literal::Number(Decimal::whole(*number.inner()))
            }
            Expr::Literal(LiteralValue::Double(number)) => {
                let negative = number.inner().is_sign_negative();
                Literal::Number(self.decimal(node, negative)?)
            }
            _ => {
                return self.refuse(
                    node,
                    "a field is compared with a constant".to_owned(),
                    "write text in quotation marks, a number, `true` or `false`".to_owned(),
                );
            }
        };
        let wanted = match (kind(field), &literal) {
            (Kind::Open, _)
            | (Kind::Text | Kind::Word, Literal::Text(_))
            | (Kind::Number, Literal::Number(_))
            | (Kind::Flag, Literal::Flag(_)) => None,
            (Kind::Text | Kind::Word, _) => Some("this field is text: write quotation marks"),
            (Kind::Number, _) => Some("this field is a number: write no quotation marks"),
            (Kind::Flag, _) => Some("this field is a flag: write `true` or `false`"),
        };
        if let Some(hint) = wanted {
            let message = "the field never has such a value".to_owned();
            return self.refuse(node, message, hint.to_owned());
        }
        self.known_word(field, &literal, node)?;
        Some(literal)
    }

    /// Stages, grades and routes have few words; another one would silently match nothing.
    fn known_word(&mut self, field: &Field, literal: &Literal, node: &IdedExpr) -> Option<()> {
        let known = self.words;
        let (what, words): (_, Vec<&str>) = match field {
            Field::Stage => ("stage", known.stages.iter().map(String::as_str).collect()),
            Field::Segment => (
                "segment",
                known.segments.iter().map(String::as_str).collect(),
            ),
            Field::Grade => ("grade", Grade::ALL.map(Grade::name).to_vec()),
            Field::Route => ("route", Route::ALL.map(Route::name).to_vec()),
            Field::Disposition => ("disposition", Outcome::ALL.map(Outcome::name).to_vec()),
            Field::Kind
            | Field::Asset
            | Field::Campaign
            | Field::Channel
            | Field::Property(_)
            | Field::Trait(_)
            | Field::Source
            | Field::Account
            | Field::Contacted
            | Field::OnHold
            | Field::Owner
            | Field::Team
            | Field::Amount
            | Field::Cycle => return Some(()),
        };
        match literal {
            Literal::Text(word) if !words.contains(&word.as_str()) => {
                let message = format!("there is no {what} {}", quoted(word));
                let hint = if words.is_empty() {
                    format!("this agreement names no {what}")
                } else {
                    suggestion(word, &words)
                };
                let refusal = Refusal::with(self.place(node), message, hint);
                self.refusals.push(refusal.coded(Code::UnknownName));
                None
            }
            Literal::Text(_) | Literal::Number(_) | Literal::Flag(_) => Some(()),
        }
    }

    /// A number with a point, exactly as written: the library's value of it is rounded, and its place may be behind the sign.
    fn decimal(&mut self, node: &IdedExpr, negative: bool) -> Option<Decimal> {
        let at = self.place(node);
        let digits = self.text[at..].trim_start_matches('-');
        let end = digits
            .find(|c: char| !(c.is_ascii_digit() || c == '.'))
            .unwrap_or(digits.len());
        let sign = if negative { "-" } else { "" };
        let read = Decimal::parse(&format!("{sign}{}", &digits[..end]));
        if read.is_none() {
            self.refusals
                .push(Refusal::new(at, "this number cannot be read"));
        }
        read
    }

    /// The byte at which a node begins.
    fn place(&self, node: &IdedExpr) -> usize {
        let leftmost = match &node.expr {
            Expr::Select(select) => Some(select.operand.as_ref()),
            Expr::Call(call) => match &call.target {
                Some(target) => Some(target.as_ref()),
                None if is_infix(&call.func_name) => call.args.first(),
                None => None,
            },
            _ => None,
        };
        if let Some(inner) = leftmost {
            return self.place(inner);
        }
        let start = self
            .places
            .offset_for(node.id)
            .and_then(|(start, _)| usize::try_from(start).ok())
            .map_or(0, |start| self.text.floor_char_boundary(start));
        match &node.expr {
            // The library places a call at its bracket; the name stands before it.
            Expr::Call(call) if self.text[..start].ends_with(&call.func_name) => {
                start - call.func_name.len()
            }
            _ => start,
        }
    }

    fn refuse<T>(&mut self, node: &IdedExpr, message: String, hint: String) -> Option<T> {
        let at = self.place(node);
        self.refusals.push(Refusal::with(at, message, hint));
        None
    }

    fn unsupported<T>(&mut self, node: &IdedExpr, what: &str) -> Option<T> {
        let refusal = Refusal::with(
            self.place(node),
            format!("{what} is not part of what an agreement may ask"),
            "possible: == != < <= > >= in, .startsWith(), has(), && || !",
        );
        self.refusals.push(refusal.coded(Code::NotSupported));
        None
    }
}

/// `a.b.c` as its names; `None` when it is anything else.
fn path_of(node: &IdedExpr) -> Option<Vec<&str>> {
    match &node.expr {
        Expr::Ident(name) => Some(vec![name]),
        Expr::Select(select) if !select.test => {
            let mut path = path_of(&select.operand)?;
            path.push(&select.field);
            Some(path)
        }
        // `properties["utm-source"]`: a name that is no word.
        Expr::Call(call) if call.func_name == operators::INDEX => {
            let [of, index] = call.args.as_slice() else {
                return None;
            };
            match (&of.expr, &index.expr) {
                (Expr::Ident(of), Expr::Literal(LiteralValue::String(name)))
                    if ["properties", "traits"].contains(&of.as_str())
                        && !name.inner().is_empty() =>
                {
                    Some(vec![of, name.inner()])
                }
                _ => None,
            }
        }
        _ => None,
    }
}

fn constant(flag: bool) -> Predicate {
    if flag {
        Predicate::Always
    } else {
        Predicate::Not(Box::new(Predicate::Always))
    }
}

fn is_comparison(function: &str) -> bool {
    [
        operators::LESS,
        operators::LESS_EQUALS,
        operators::GREATER,
        operators::GREATER_EQUALS,
    ]
    .contains(&function)
}

fn is_infix(function: &str) -> bool {
    function.starts_with("_") || function == operators::IN
}

/// A function as people write it.
fn operator_sign(function: &str) -> String {
    match function {
        operators::INDEX => "`…[…]`".to_owned(),
        operators::NEGATE => "`-` before a field".to_owned(),
        _ if function.contains('_') || function.starts_with('@') => {
            let sign: String = function.chars().filter(|&c| c != '_' && c != '@').collect();
            quoted(&sign)
        }
        _ => quoted(&format!("{function}()")),
    }
}
