// https://registry.terraform.io/providers/1password/onepassword/3.3.1/docs/resources/item
// generated from terraform resource schema

import { Construct } from 'constructs';
import * as cdktf from 'cdktf';

// Configuration

export interface ItemConfig extends cdktf.TerraformMetaArguments {
  /**
  * login, password, database or secure_note. Another one makes another item.
  */
  readonly category?: string;
  /**
  * Name of the database; database items only.
  */
  readonly database?: string;
  /**
  * Host of the database; database items only.
  */
  readonly hostname?: string;
  /**
  * The note. It lands in the state.
  */
  readonly noteValue?: string;
  /**
  * The note. Write-only; needs note_value_wo_version.
  */
  readonly noteValueWo?: string;
  /**
  * Raise it to have note_value_wo written again.
  */
  readonly noteValueWoVersion?: number;
  /**
  * The password. It lands in the state.
  */
  readonly password?: string;
  /**
  * The password. Write-only; needs password_wo_version.
  */
  readonly passwordWo?: string;
  /**
  * Raise it to have password_wo written again.
  */
  readonly passwordWoVersion?: number;
  /**
  * Port of the database; database items only.
  */
  readonly port?: string;
  /**
  * Sections by their labels. Not along with section.
  */
  readonly sectionMap?: { [key: string]: ItemSectionMap } | cdktf.IResolvable;
  /**
  * Tags; a / in one nests it.
  */
  readonly tags?: string[];
  /**
  * Title of the item.
  */
  readonly title?: string;
  /**
  * db2, filemaker, msaccess, mssql, mysql, oracle, postgresql, sqlite or other; database items only.
  */
  readonly type?: string;
  /**
  * The item's first website.
  */
  readonly url?: string;
  /**
  * Name of the user.
  */
  readonly username?: string;
  /**
  * Identifier of the vault. Another one makes another item.
  */
  readonly vault: string;
  /**
  * The block `password_recipe`.
  */
  readonly passwordRecipe?: ItemPasswordRecipe;
  /**
  * The block `section`.
  */
  readonly section?: ItemSection[] | cdktf.IResolvable;
}
/** The block `item_section_map_field_map_password_recipe` of ItemSectionMapFieldMapPasswordRecipeOutputReference. */
export interface ItemSectionMapFieldMapPasswordRecipe {
  /**
   * Characters, 1 to 64.
   *
   * @default - none
   */
  readonly length?: number;
  /**
   * Whether it has digits.
   *
   * @default - none
   */
  readonly digits?: boolean | cdktf.IResolvable;
  /**
   * Whether it has symbols.
   *
   * @default - none
   */
  readonly symbols?: boolean | cdktf.IResolvable;
}

export function itemSectionMapFieldMapPasswordRecipeToTerraform(struct?: ItemSectionMapFieldMapPasswordRecipe | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
    length: cdktf.numberToTerraform(struct!.length),
    digits: cdktf.booleanToTerraform(struct!.digits),
    symbols: cdktf.booleanToTerraform(struct!.symbols),
  }
}


export function itemSectionMapFieldMapPasswordRecipeToHclTerraform(struct?: ItemSectionMapFieldMapPasswordRecipe | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
    length: {
      value: cdktf.numberToHclTerraform(struct!.length),
      isBlock: false,
      type: "simple",
      storageClassType: "number",
    },
    digits: {
      value: cdktf.booleanToHclTerraform(struct!.digits),
      isBlock: false,
      type: "simple",
      storageClassType: "boolean",
    },
    symbols: {
      value: cdktf.booleanToHclTerraform(struct!.symbols),
      isBlock: false,
      type: "simple",
      storageClassType: "boolean",
    },
  };

  // remove undefined attributes
  return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined));
}

export class ItemSectionMapFieldMapPasswordRecipeOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktf.IResolvable;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }

  /** The attribute `internal_value`. */
  public get internalValue(): ItemSectionMapFieldMapPasswordRecipe | cdktf.IResolvable | undefined {
    if (this.resolvableValue) {
      return this.resolvableValue;
    }
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    if (this._length !== undefined) {
      hasAnyValues = true;
      internalValueResult.length = this._length;
    }
    if (this._digits !== undefined) {
      hasAnyValues = true;
      internalValueResult.digits = this._digits;
    }
    if (this._symbols !== undefined) {
      hasAnyValues = true;
      internalValueResult.symbols = this._symbols;
    }
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: ItemSectionMapFieldMapPasswordRecipe | cdktf.IResolvable | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
      this.resolvableValue = undefined;
      this._length = undefined;
      this._digits = undefined;
      this._symbols = undefined;
    }
    else if (cdktf.Tokenization.isResolvable(value)) {
      this.isEmptyObject = false;
      this.resolvableValue = value;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
      this.resolvableValue = undefined;
      this._length = value.length;
      this._digits = value.digits;
      this._symbols = value.symbols;
    }
  }

  // length - computed: true, optional: true, required: false
  private _length?: number; 
  /** Characters, 1 to 64. */
  public get length() {
    return this.getNumberAttribute('length');
  }
  public set length(value: number) {
    this._length = value;
  }
  /** Leaves `length` out. */
  public resetLength() {
    this._length = undefined;
  }
  /** What was written for `length`, if anything. */
  public get lengthInput() {
    return this._length;
  }

  // digits - computed: true, optional: true, required: false
  private _digits?: boolean | cdktf.IResolvable; 
  /** Whether it has digits. */
  public get digits() {
    return this.getBooleanAttribute('digits');
  }
  public set digits(value: boolean | cdktf.IResolvable) {
    this._digits = value;
  }
  /** Leaves `digits` out. */
  public resetDigits() {
    this._digits = undefined;
  }
  /** What was written for `digits`, if anything. */
  public get digitsInput() {
    return this._digits;
  }

  // symbols - computed: true, optional: true, required: false
  private _symbols?: boolean | cdktf.IResolvable; 
  /** Whether it has symbols. */
  public get symbols() {
    return this.getBooleanAttribute('symbols');
  }
  public set symbols(value: boolean | cdktf.IResolvable) {
    this._symbols = value;
  }
  /** Leaves `symbols` out. */
  public resetSymbols() {
    this._symbols = undefined;
  }
  /** What was written for `symbols`, if anything. */
  public get symbolsInput() {
    return this._symbols;
  }
}
/** The block `item_section_map_field_map` of ItemSectionMapFieldMapPasswordRecipeOutputReference. */
export interface ItemSectionMapFieldMap {
  /**
   * Identifier of the field.
   *
   * Please be aware that the id field is automatically added to all resources in Terraform providers using a Terraform provider SDK version below 2.
   * If you experience problems setting this value it might not be settable. Please take a look at the provider documentation to ensure it should be settable.
   *
   * @default - none
   */
  readonly id?: string;
  /**
   * Have a password generated. It lands in the state.
   *
   * @default - none
   */
  readonly passwordRecipe?: ItemSectionMapFieldMapPasswordRecipe;
  /**
   * STRING, CONCEALED, EMAIL, URL, OTP, DATE, MONTH_YEAR or MENU.
   *
   * @default - none
   */
  readonly type?: string;
  /**
   * The value. It lands in the state.
   *
   * @default - none
   */
  readonly value?: string;
}

export function itemSectionMapFieldMapToTerraform(struct?: ItemSectionMapFieldMap | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
    id: cdktf.stringToTerraform(struct!.id),
    password_recipe: itemSectionMapFieldMapPasswordRecipeToTerraform(struct!.passwordRecipe),
    type: cdktf.stringToTerraform(struct!.type),
    value: cdktf.stringToTerraform(struct!.value),
  }
}


export function itemSectionMapFieldMapToHclTerraform(struct?: ItemSectionMapFieldMap | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
    id: {
      value: cdktf.stringToHclTerraform(struct!.id),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    password_recipe: {
      value: itemSectionMapFieldMapPasswordRecipeToHclTerraform(struct!.passwordRecipe),
      isBlock: true,
      type: "struct",
      storageClassType: "ItemSectionMapFieldMapPasswordRecipe",
    },
    type: {
      value: cdktf.stringToHclTerraform(struct!.type),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    value: {
      value: cdktf.stringToHclTerraform(struct!.value),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
  };

  // remove undefined attributes
  return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined));
}

export class ItemSectionMapFieldMapOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktf.IResolvable;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  * @param complexObjectKey the key of this item in the map
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string, complexObjectKey: string) {
    super(terraformResource, terraformAttribute, false, complexObjectKey);
  }

  /** The attribute `internal_value`. */
  public get internalValue(): ItemSectionMapFieldMap | cdktf.IResolvable | undefined {
    if (this.resolvableValue) {
      return this.resolvableValue;
    }
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    if (this._id !== undefined) {
      hasAnyValues = true;
      internalValueResult.id = this._id;
    }
    if (this._passwordRecipe?.internalValue !== undefined) {
      hasAnyValues = true;
      internalValueResult.passwordRecipe = this._passwordRecipe?.internalValue;
    }
    if (this._type !== undefined) {
      hasAnyValues = true;
      internalValueResult.type = this._type;
    }
    if (this._value !== undefined) {
      hasAnyValues = true;
      internalValueResult.value = this._value;
    }
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: ItemSectionMapFieldMap | cdktf.IResolvable | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
      this.resolvableValue = undefined;
      this._id = undefined;
      this._passwordRecipe.internalValue = undefined;
      this._type = undefined;
      this._value = undefined;
    }
    else if (cdktf.Tokenization.isResolvable(value)) {
      this.isEmptyObject = false;
      this.resolvableValue = value;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
      this.resolvableValue = undefined;
      this._id = value.id;
      this._passwordRecipe.internalValue = value.passwordRecipe;
      this._type = value.type;
      this._value = value.value;
    }
  }

  // id - computed: true, optional: true, required: false
  private _id?: string; 
  /** Identifier of the field. */
  public get id() {
    return this.getStringAttribute('id');
  }
  public set id(value: string) {
    this._id = value;
  }
  /** Leaves `id` out. */
  public resetId() {
    this._id = undefined;
  }
  /** What was written for `id`, if anything. */
  public get idInput() {
    return this._id;
  }

  // password_recipe - computed: false, optional: true, required: false
  private _passwordRecipe = new ItemSectionMapFieldMapPasswordRecipeOutputReference(this, "password_recipe");
  /** Have a password generated. It lands in the state. */
  public get passwordRecipe() {
    return this._passwordRecipe;
  }
  /** Writes `password_recipe`. */
  public putPasswordRecipe(value: ItemSectionMapFieldMapPasswordRecipe) {
    this._passwordRecipe.internalValue = value;
  }
  /** Leaves `password_recipe` out. */
  public resetPasswordRecipe() {
    this._passwordRecipe.internalValue = undefined;
  }
  /** What was written for `password_recipe`, if anything. */
  public get passwordRecipeInput() {
    return this._passwordRecipe.internalValue;
  }

  // type - computed: true, optional: true, required: false
  private _type?: string; 
  /** STRING, CONCEALED, EMAIL, URL, OTP, DATE, MONTH_YEAR or MENU. */
  public get type() {
    return this.getStringAttribute('type');
  }
  public set type(value: string) {
    this._type = value;
  }
  /** Leaves `type` out. */
  public resetType() {
    this._type = undefined;
  }
  /** What was written for `type`, if anything. */
  public get typeInput() {
    return this._type;
  }

  // value - computed: true, optional: true, required: false
  private _value?: string; 
  /** The value. It lands in the state. */
  public get value() {
    return this.getStringAttribute('value');
  }
  public set value(value: string) {
    this._value = value;
  }
  /** Leaves `value` out. */
  public resetValue() {
    this._value = undefined;
  }
  /** What was written for `value`, if anything. */
  public get valueInput() {
    return this._value;
  }
}

export class ItemSectionMapFieldMapMap extends cdktf.ComplexMap {
  public internalValue? : { [key: string]: ItemSectionMapFieldMap } | cdktf.IResolvable

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  constructor(protected terraformResource: cdktf.IInterpolatingParent, protected terraformAttribute: string) {
    super(terraformResource, terraformAttribute)
  }

  /**
  * @param key the key of the item to return
  */
  public get(key: string): ItemSectionMapFieldMapOutputReference {
    return new ItemSectionMapFieldMapOutputReference(this.terraformResource, this.terraformAttribute, key);
  }
}
/** The block `item_section_map` of ItemSectionMapFieldMapPasswordRecipeOutputReference. */
export interface ItemSectionMap {
  /**
   * Fields by their labels.
   *
   * @default - none
   */
  readonly fieldMap?: { [key: string]: ItemSectionMapFieldMap } | cdktf.IResolvable;
  /**
   * Identifier of the section.
   *
   * Please be aware that the id field is automatically added to all resources in Terraform providers using a Terraform provider SDK version below 2.
   * If you experience problems setting this value it might not be settable. Please take a look at the provider documentation to ensure it should be settable.
   *
   * @default - none
   */
  readonly id?: string;
}

export function itemSectionMapToTerraform(struct?: ItemSectionMap | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
    field_map: cdktf.hashMapper(itemSectionMapFieldMapToTerraform)(struct!.fieldMap),
    id: cdktf.stringToTerraform(struct!.id),
  }
}


export function itemSectionMapToHclTerraform(struct?: ItemSectionMap | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
    field_map: {
      value: cdktf.hashMapperHcl(itemSectionMapFieldMapToHclTerraform)(struct!.fieldMap),
      isBlock: true,
      type: "map",
      storageClassType: "ItemSectionMapFieldMapMap",
    },
    id: {
      value: cdktf.stringToHclTerraform(struct!.id),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
  };

  // remove undefined attributes
  return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined));
}

export class ItemSectionMapOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktf.IResolvable;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  * @param complexObjectKey the key of this item in the map
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string, complexObjectKey: string) {
    super(terraformResource, terraformAttribute, false, complexObjectKey);
  }

  /** The attribute `internal_value`. */
  public get internalValue(): ItemSectionMap | cdktf.IResolvable | undefined {
    if (this.resolvableValue) {
      return this.resolvableValue;
    }
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    if (this._fieldMap?.internalValue !== undefined) {
      hasAnyValues = true;
      internalValueResult.fieldMap = this._fieldMap?.internalValue;
    }
    if (this._id !== undefined) {
      hasAnyValues = true;
      internalValueResult.id = this._id;
    }
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: ItemSectionMap | cdktf.IResolvable | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
      this.resolvableValue = undefined;
      this._fieldMap.internalValue = undefined;
      this._id = undefined;
    }
    else if (cdktf.Tokenization.isResolvable(value)) {
      this.isEmptyObject = false;
      this.resolvableValue = value;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
      this.resolvableValue = undefined;
      this._fieldMap.internalValue = value.fieldMap;
      this._id = value.id;
    }
  }

  // field_map - computed: false, optional: true, required: false
  private _fieldMap = new ItemSectionMapFieldMapMap(this, "field_map");
  /** Fields by their labels. */
  public get fieldMap() {
    return this._fieldMap;
  }
  /** Writes `field_map`. */
  public putFieldMap(value: { [key: string]: ItemSectionMapFieldMap } | cdktf.IResolvable) {
    this._fieldMap.internalValue = value;
  }
  /** Leaves `field_map` out. */
  public resetFieldMap() {
    this._fieldMap.internalValue = undefined;
  }
  /** What was written for `field_map`, if anything. */
  public get fieldMapInput() {
    return this._fieldMap.internalValue;
  }

  // id - computed: true, optional: true, required: false
  private _id?: string; 
  /** Identifier of the field. */
  public get id() {
    return this.getStringAttribute('id');
  }
  public set id(value: string) {
    this._id = value;
  }
  /** Leaves `id` out. */
  public resetId() {
    this._id = undefined;
  }
  /** What was written for `id`, if anything. */
  public get idInput() {
    return this._id;
  }
}

export class ItemSectionMapMap extends cdktf.ComplexMap {
  public internalValue? : { [key: string]: ItemSectionMap } | cdktf.IResolvable

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  constructor(protected terraformResource: cdktf.IInterpolatingParent, protected terraformAttribute: string) {
    super(terraformResource, terraformAttribute)
  }

  /**
  * @param key the key of the item to return
  */
  public get(key: string): ItemSectionMapOutputReference {
    return new ItemSectionMapOutputReference(this.terraformResource, this.terraformAttribute, key);
  }
}
/** The block `item_password_recipe` of ItemSectionMapFieldMapPasswordRecipeOutputReference. */
export interface ItemPasswordRecipe {
  /**
   * Characters, 1 to 64.
   *
   * @default - none
   */
  readonly length?: number;
  /**
   * Whether it has digits.
   *
   * @default - none
   */
  readonly digits?: boolean | cdktf.IResolvable;
  /**
   * Whether it has symbols.
   *
   * @default - none
   */
  readonly symbols?: boolean | cdktf.IResolvable;
}

export function itemPasswordRecipeToTerraform(struct?: ItemPasswordRecipeOutputReference | ItemPasswordRecipe): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
    length: cdktf.numberToTerraform(struct!.length),
    digits: cdktf.booleanToTerraform(struct!.digits),
    symbols: cdktf.booleanToTerraform(struct!.symbols),
  }
}


export function itemPasswordRecipeToHclTerraform(struct?: ItemPasswordRecipeOutputReference | ItemPasswordRecipe): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
    length: {
      value: cdktf.numberToHclTerraform(struct!.length),
      isBlock: false,
      type: "simple",
      storageClassType: "number",
    },
    digits: {
      value: cdktf.booleanToHclTerraform(struct!.digits),
      isBlock: false,
      type: "simple",
      storageClassType: "boolean",
    },
    symbols: {
      value: cdktf.booleanToHclTerraform(struct!.symbols),
      isBlock: false,
      type: "simple",
      storageClassType: "boolean",
    },
  };

  // remove undefined attributes
  return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined));
}

export class ItemPasswordRecipeOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false, 0);
  }

  /** The attribute `internal_value`. */
  public get internalValue(): ItemPasswordRecipe | undefined {
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    if (this._length !== undefined) {
      hasAnyValues = true;
      internalValueResult.length = this._length;
    }
    if (this._digits !== undefined) {
      hasAnyValues = true;
      internalValueResult.digits = this._digits;
    }
    if (this._symbols !== undefined) {
      hasAnyValues = true;
      internalValueResult.symbols = this._symbols;
    }
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: ItemPasswordRecipe | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
      this._length = undefined;
      this._digits = undefined;
      this._symbols = undefined;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
      this._length = value.length;
      this._digits = value.digits;
      this._symbols = value.symbols;
    }
  }

  // length - computed: true, optional: true, required: false
  private _length?: number; 
  /** Characters, 1 to 64. */
  public get length() {
    return this.getNumberAttribute('length');
  }
  public set length(value: number) {
    this._length = value;
  }
  /** Leaves `length` out. */
  public resetLength() {
    this._length = undefined;
  }
  /** What was written for `length`, if anything. */
  public get lengthInput() {
    return this._length;
  }

  // digits - computed: true, optional: true, required: false
  private _digits?: boolean | cdktf.IResolvable; 
  /** Whether it has digits. */
  public get digits() {
    return this.getBooleanAttribute('digits');
  }
  public set digits(value: boolean | cdktf.IResolvable) {
    this._digits = value;
  }
  /** Leaves `digits` out. */
  public resetDigits() {
    this._digits = undefined;
  }
  /** What was written for `digits`, if anything. */
  public get digitsInput() {
    return this._digits;
  }

  // symbols - computed: true, optional: true, required: false
  private _symbols?: boolean | cdktf.IResolvable; 
  /** Whether it has symbols. */
  public get symbols() {
    return this.getBooleanAttribute('symbols');
  }
  public set symbols(value: boolean | cdktf.IResolvable) {
    this._symbols = value;
  }
  /** Leaves `symbols` out. */
  public resetSymbols() {
    this._symbols = undefined;
  }
  /** What was written for `symbols`, if anything. */
  public get symbolsInput() {
    return this._symbols;
  }
}
/** The block `item_section_field_password_recipe` of ItemSectionMapFieldMapPasswordRecipeOutputReference. */
export interface ItemSectionFieldPasswordRecipe {
  /**
   * Characters, 1 to 64.
   *
   * @default - none
   */
  readonly length?: number;
  /**
   * Whether it has digits.
   *
   * @default - none
   */
  readonly digits?: boolean | cdktf.IResolvable;
  /**
   * Whether it has symbols.
   *
   * @default - none
   */
  readonly symbols?: boolean | cdktf.IResolvable;
}

export function itemSectionFieldPasswordRecipeToTerraform(struct?: ItemSectionFieldPasswordRecipeOutputReference | ItemSectionFieldPasswordRecipe): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
    length: cdktf.numberToTerraform(struct!.length),
    digits: cdktf.booleanToTerraform(struct!.digits),
    symbols: cdktf.booleanToTerraform(struct!.symbols),
  }
}


export function itemSectionFieldPasswordRecipeToHclTerraform(struct?: ItemSectionFieldPasswordRecipeOutputReference | ItemSectionFieldPasswordRecipe): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
    length: {
      value: cdktf.numberToHclTerraform(struct!.length),
      isBlock: false,
      type: "simple",
      storageClassType: "number",
    },
    digits: {
      value: cdktf.booleanToHclTerraform(struct!.digits),
      isBlock: false,
      type: "simple",
      storageClassType: "boolean",
    },
    symbols: {
      value: cdktf.booleanToHclTerraform(struct!.symbols),
      isBlock: false,
      type: "simple",
      storageClassType: "boolean",
    },
  };

  // remove undefined attributes
  return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined));
}

export class ItemSectionFieldPasswordRecipeOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false, 0);
  }

  /** The attribute `internal_value`. */
  public get internalValue(): ItemSectionFieldPasswordRecipe | undefined {
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    if (this._length !== undefined) {
      hasAnyValues = true;
      internalValueResult.length = this._length;
    }
    if (this._digits !== undefined) {
      hasAnyValues = true;
      internalValueResult.digits = this._digits;
    }
    if (this._symbols !== undefined) {
      hasAnyValues = true;
      internalValueResult.symbols = this._symbols;
    }
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: ItemSectionFieldPasswordRecipe | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
      this._length = undefined;
      this._digits = undefined;
      this._symbols = undefined;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
      this._length = value.length;
      this._digits = value.digits;
      this._symbols = value.symbols;
    }
  }

  // length - computed: true, optional: true, required: false
  private _length?: number; 
  /** Characters, 1 to 64. */
  public get length() {
    return this.getNumberAttribute('length');
  }
  public set length(value: number) {
    this._length = value;
  }
  /** Leaves `length` out. */
  public resetLength() {
    this._length = undefined;
  }
  /** What was written for `length`, if anything. */
  public get lengthInput() {
    return this._length;
  }

  // digits - computed: true, optional: true, required: false
  private _digits?: boolean | cdktf.IResolvable; 
  /** Whether it has digits. */
  public get digits() {
    return this.getBooleanAttribute('digits');
  }
  public set digits(value: boolean | cdktf.IResolvable) {
    this._digits = value;
  }
  /** Leaves `digits` out. */
  public resetDigits() {
    this._digits = undefined;
  }
  /** What was written for `digits`, if anything. */
  public get digitsInput() {
    return this._digits;
  }

  // symbols - computed: true, optional: true, required: false
  private _symbols?: boolean | cdktf.IResolvable; 
  /** Whether it has symbols. */
  public get symbols() {
    return this.getBooleanAttribute('symbols');
  }
  public set symbols(value: boolean | cdktf.IResolvable) {
    this._symbols = value;
  }
  /** Leaves `symbols` out. */
  public resetSymbols() {
    this._symbols = undefined;
  }
  /** What was written for `symbols`, if anything. */
  public get symbolsInput() {
    return this._symbols;
  }
}
/** The block `item_section_field` of ItemSectionMapFieldMapPasswordRecipeOutputReference. */
export interface ItemSectionField {
  /**
   * Identifier of the field.
   *
   * Please be aware that the id field is automatically added to all resources in Terraform providers using a Terraform provider SDK version below 2.
   * If you experience problems setting this value it might not be settable. Please take a look at the provider documentation to ensure it should be settable.
   *
   * @default - none
   */
  readonly id?: string;
  /**
  * Label of the field.
  */
  readonly label: string;
  /**
   * STRING, CONCEALED, EMAIL, URL, OTP, DATE, MONTH_YEAR or MENU.
   *
   * @default - none
   */
  readonly type?: string;
  /**
   * The value. It lands in the state.
   *
   * @default - none
   */
  readonly value?: string;
  /**
   * The block `password_recipe`.
   *
   * @default - none
   */
  readonly passwordRecipe?: ItemSectionFieldPasswordRecipe;
}

export function itemSectionFieldToTerraform(struct?: ItemSectionField | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
    id: cdktf.stringToTerraform(struct!.id),
    label: cdktf.stringToTerraform(struct!.label),
    type: cdktf.stringToTerraform(struct!.type),
    value: cdktf.stringToTerraform(struct!.value),
    password_recipe: itemSectionFieldPasswordRecipeToTerraform(struct!.passwordRecipe),
  }
}


export function itemSectionFieldToHclTerraform(struct?: ItemSectionField | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
    id: {
      value: cdktf.stringToHclTerraform(struct!.id),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    label: {
      value: cdktf.stringToHclTerraform(struct!.label),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    type: {
      value: cdktf.stringToHclTerraform(struct!.type),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    value: {
      value: cdktf.stringToHclTerraform(struct!.value),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    password_recipe: {
      value: itemSectionFieldPasswordRecipeToHclTerraform(struct!.passwordRecipe),
      isBlock: true,
      type: "list",
      storageClassType: "ItemSectionFieldPasswordRecipeList",
    },
  };

  // remove undefined attributes
  return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined));
}

export class ItemSectionFieldOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktf.IResolvable;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  * @param complexObjectIndex the index of this item in the list
  * @param complexObjectIsFromSet whether the list is wrapping a set (will add tolist() to be able to access an item via an index)
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string, complexObjectIndex: number, complexObjectIsFromSet: boolean) {
    super(terraformResource, terraformAttribute, complexObjectIsFromSet, complexObjectIndex);
  }

  /** The attribute `internal_value`. */
  public get internalValue(): ItemSectionField | cdktf.IResolvable | undefined {
    if (this.resolvableValue) {
      return this.resolvableValue;
    }
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    if (this._id !== undefined) {
      hasAnyValues = true;
      internalValueResult.id = this._id;
    }
    if (this._label !== undefined) {
      hasAnyValues = true;
      internalValueResult.label = this._label;
    }
    if (this._type !== undefined) {
      hasAnyValues = true;
      internalValueResult.type = this._type;
    }
    if (this._value !== undefined) {
      hasAnyValues = true;
      internalValueResult.value = this._value;
    }
    if (this._passwordRecipe?.internalValue !== undefined) {
      hasAnyValues = true;
      internalValueResult.passwordRecipe = this._passwordRecipe?.internalValue;
    }
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: ItemSectionField | cdktf.IResolvable | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
      this.resolvableValue = undefined;
      this._id = undefined;
      this._label = undefined;
      this._type = undefined;
      this._value = undefined;
      this._passwordRecipe.internalValue = undefined;
    }
    else if (cdktf.Tokenization.isResolvable(value)) {
      this.isEmptyObject = false;
      this.resolvableValue = value;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
      this.resolvableValue = undefined;
      this._id = value.id;
      this._label = value.label;
      this._type = value.type;
      this._value = value.value;
      this._passwordRecipe.internalValue = value.passwordRecipe;
    }
  }

  // id - computed: true, optional: true, required: false
  private _id?: string; 
  /** Identifier of the field. */
  public get id() {
    return this.getStringAttribute('id');
  }
  public set id(value: string) {
    this._id = value;
  }
  /** Leaves `id` out. */
  public resetId() {
    this._id = undefined;
  }
  /** What was written for `id`, if anything. */
  public get idInput() {
    return this._id;
  }

  // label - computed: false, optional: false, required: true
  private _label?: string; 
  /** Label of the field. */
  public get label() {
    return this.getStringAttribute('label');
  }
  public set label(value: string) {
    this._label = value;
  }
  /** What was written for `label`, if anything. */
  public get labelInput() {
    return this._label;
  }

  // type - computed: true, optional: true, required: false
  private _type?: string; 
  /** STRING, CONCEALED, EMAIL, URL, OTP, DATE, MONTH_YEAR or MENU. */
  public get type() {
    return this.getStringAttribute('type');
  }
  public set type(value: string) {
    this._type = value;
  }
  /** Leaves `type` out. */
  public resetType() {
    this._type = undefined;
  }
  /** What was written for `type`, if anything. */
  public get typeInput() {
    return this._type;
  }

  // value - computed: true, optional: true, required: false
  private _value?: string; 
  /** The value. It lands in the state. */
  public get value() {
    return this.getStringAttribute('value');
  }
  public set value(value: string) {
    this._value = value;
  }
  /** Leaves `value` out. */
  public resetValue() {
    this._value = undefined;
  }
  /** What was written for `value`, if anything. */
  public get valueInput() {
    return this._value;
  }

  // password_recipe - computed: false, optional: true, required: false
  private _passwordRecipe = new ItemSectionFieldPasswordRecipeOutputReference(this, "password_recipe");
  /** Have a password generated. It lands in the state. */
  public get passwordRecipe() {
    return this._passwordRecipe;
  }
  /** Writes `password_recipe`. */
  public putPasswordRecipe(value: ItemSectionFieldPasswordRecipe) {
    this._passwordRecipe.internalValue = value;
  }
  /** Leaves `password_recipe` out. */
  public resetPasswordRecipe() {
    this._passwordRecipe.internalValue = undefined;
  }
  /** What was written for `password_recipe`, if anything. */
  public get passwordRecipeInput() {
    return this._passwordRecipe.internalValue;
  }
}

export class ItemSectionFieldList extends cdktf.ComplexList {
  public internalValue? : ItemSectionField[] | cdktf.IResolvable

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  * @param wrapsSet whether the list is wrapping a set (will add tolist() to be able to access an item via an index)
  */
  constructor(protected terraformResource: cdktf.IInterpolatingParent, protected terraformAttribute: string, protected wrapsSet: boolean) {
    super(terraformResource, terraformAttribute, wrapsSet)
  }

  /**
  * @param index the index of the item to return
  */
  public get(index: number): ItemSectionFieldOutputReference {
    return new ItemSectionFieldOutputReference(this.terraformResource, this.terraformAttribute, index, this.wrapsSet);
  }
}
/** The block `item_section` of ItemSectionMapFieldMapPasswordRecipeOutputReference. */
export interface ItemSection {
  /**
   * Identifier of the section.
   *
   * Please be aware that the id field is automatically added to all resources in Terraform providers using a Terraform provider SDK version below 2.
   * If you experience problems setting this value it might not be settable. Please take a look at the provider documentation to ensure it should be settable.
   *
   * @default - none
   */
  readonly id?: string;
  /**
  * Label of the section.
  */
  readonly label: string;
  /**
   * The block `field`.
   *
   * @default - none
   */
  readonly field?: ItemSectionField[] | cdktf.IResolvable;
}

export function itemSectionToTerraform(struct?: ItemSection | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
    id: cdktf.stringToTerraform(struct!.id),
    label: cdktf.stringToTerraform(struct!.label),
    field: cdktf.listMapper(itemSectionFieldToTerraform, true)(struct!.field),
  }
}


export function itemSectionToHclTerraform(struct?: ItemSection | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
    id: {
      value: cdktf.stringToHclTerraform(struct!.id),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    label: {
      value: cdktf.stringToHclTerraform(struct!.label),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    field: {
      value: cdktf.listMapperHcl(itemSectionFieldToHclTerraform, true)(struct!.field),
      isBlock: true,
      type: "list",
      storageClassType: "ItemSectionFieldList",
    },
  };

  // remove undefined attributes
  return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined));
}

export class ItemSectionOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktf.IResolvable;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  * @param complexObjectIndex the index of this item in the list
  * @param complexObjectIsFromSet whether the list is wrapping a set (will add tolist() to be able to access an item via an index)
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string, complexObjectIndex: number, complexObjectIsFromSet: boolean) {
    super(terraformResource, terraformAttribute, complexObjectIsFromSet, complexObjectIndex);
  }

  /** The attribute `internal_value`. */
  public get internalValue(): ItemSection | cdktf.IResolvable | undefined {
    if (this.resolvableValue) {
      return this.resolvableValue;
    }
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    if (this._id !== undefined) {
      hasAnyValues = true;
      internalValueResult.id = this._id;
    }
    if (this._label !== undefined) {
      hasAnyValues = true;
      internalValueResult.label = this._label;
    }
    if (this._field?.internalValue !== undefined) {
      hasAnyValues = true;
      internalValueResult.field = this._field?.internalValue;
    }
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: ItemSection | cdktf.IResolvable | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
      this.resolvableValue = undefined;
      this._id = undefined;
      this._label = undefined;
      this._field.internalValue = undefined;
    }
    else if (cdktf.Tokenization.isResolvable(value)) {
      this.isEmptyObject = false;
      this.resolvableValue = value;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
      this.resolvableValue = undefined;
      this._id = value.id;
      this._label = value.label;
      this._field.internalValue = value.field;
    }
  }

  // id - computed: true, optional: true, required: false
  private _id?: string; 
  /** Identifier of the field. */
  public get id() {
    return this.getStringAttribute('id');
  }
  public set id(value: string) {
    this._id = value;
  }
  /** Leaves `id` out. */
  public resetId() {
    this._id = undefined;
  }
  /** What was written for `id`, if anything. */
  public get idInput() {
    return this._id;
  }

  // label - computed: false, optional: false, required: true
  private _label?: string; 
  /** Label of the field. */
  public get label() {
    return this.getStringAttribute('label');
  }
  public set label(value: string) {
    this._label = value;
  }
  /** What was written for `label`, if anything. */
  public get labelInput() {
    return this._label;
  }

  // field - computed: false, optional: true, required: false
  private _field = new ItemSectionFieldList(this, "field", false);
  /** The block `field`. */
  public get field() {
    return this._field;
  }
  /** Writes `field`. */
  public putField(value: ItemSectionField[] | cdktf.IResolvable) {
    this._field.internalValue = value;
  }
  /** Leaves `field` out. */
  public resetField() {
    this._field.internalValue = undefined;
  }
  /** What was written for `field`, if anything. */
  public get fieldInput() {
    return this._field.internalValue;
  }
}

export class ItemSectionList extends cdktf.ComplexList {
  public internalValue? : ItemSection[] | cdktf.IResolvable

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  * @param wrapsSet whether the list is wrapping a set (will add tolist() to be able to access an item via an index)
  */
  constructor(protected terraformResource: cdktf.IInterpolatingParent, protected terraformAttribute: string, protected wrapsSet: boolean) {
    super(terraformResource, terraformAttribute, wrapsSet)
  }

  /**
  * @param index the index of the item to return
  */
  public get(index: number): ItemSectionOutputReference {
    return new ItemSectionOutputReference(this.terraformResource, this.terraformAttribute, index, this.wrapsSet);
  }
}

/**
* The `onepassword_item` of Terraform.
*/
export class Item extends cdktf.TerraformResource {

  // =================
  // STATIC PROPERTIES
  // =================
  /** Terraform's name of the type. */
  public static readonly tfResourceType = "onepassword_item";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTF code for importing a Item resource upon running "cdktf plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the Item to import
  * @param importFromId The id of the existing Item that should be imported. Refer to the import section in the documentation of this resource for the id to use
  * @param provider? Optional instance of the provider where the Item to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktf.TerraformProvider) {
        return new cdktf.ImportableResource(scope, importToId, { terraformResourceType: "onepassword_item", importId: importFromId, provider });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new onepassword_item Resource
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options ItemConfig
  */
  public constructor(scope: Construct, id: string, config: ItemConfig) {
    super(scope, id, {
      terraformResourceType: 'onepassword_item',
      terraformGeneratorMetadata: {
        providerName: 'onepassword',
        providerVersion: '3.3.1'
      },
      provider: config.provider,
      dependsOn: config.dependsOn,
      count: config.count,
      lifecycle: config.lifecycle,
      provisioners: config.provisioners,
      connection: config.connection,
      forEach: config.forEach
    });
    this._category = config.category;
    this._database = config.database;
    this._hostname = config.hostname;
    this._noteValue = config.noteValue;
    this._noteValueWo = config.noteValueWo;
    this._noteValueWoVersion = config.noteValueWoVersion;
    this._password = config.password;
    this._passwordWo = config.passwordWo;
    this._passwordWoVersion = config.passwordWoVersion;
    this._port = config.port;
    this._sectionMap.internalValue = config.sectionMap;
    this._tags = config.tags;
    this._title = config.title;
    this._type = config.type;
    this._url = config.url;
    this._username = config.username;
    this._vault = config.vault;
    this._passwordRecipe.internalValue = config.passwordRecipe;
    this._section.internalValue = config.section;
  }

  // ==========
  // ATTRIBUTES
  // ==========

  // category - computed: true, optional: true, required: false
  private _category?: string; 
  /** The attribute `category`. */
  public get category() {
    return this.getStringAttribute('category');
  }
  public set category(value: string) {
    this._category = value;
  }
  /** Leaves `category` out. */
  public resetCategory() {
    this._category = undefined;
  }
  /** What was written for `category`, if anything. */
  public get categoryInput() {
    return this._category;
  }

  // database - computed: false, optional: true, required: false
  private _database?: string; 
  /** The attribute `database`. */
  public get database() {
    return this.getStringAttribute('database');
  }
  public set database(value: string) {
    this._database = value;
  }
  /** Leaves `database` out. */
  public resetDatabase() {
    this._database = undefined;
  }
  /** What was written for `database`, if anything. */
  public get databaseInput() {
    return this._database;
  }

  // hostname - computed: false, optional: true, required: false
  private _hostname?: string; 
  /** The attribute `hostname`. */
  public get hostname() {
    return this.getStringAttribute('hostname');
  }
  public set hostname(value: string) {
    this._hostname = value;
  }
  /** Leaves `hostname` out. */
  public resetHostname() {
    this._hostname = undefined;
  }
  /** What was written for `hostname`, if anything. */
  public get hostnameInput() {
    return this._hostname;
  }

  // id - computed: true, optional: false, required: false
  /** Identifier of the field. */
  public get id() {
    return this.getStringAttribute('id');
  }

  // note_value - computed: false, optional: true, required: false
  private _noteValue?: string; 
  /** The attribute `note_value`. */
  public get noteValue() {
    return this.getStringAttribute('note_value');
  }
  public set noteValue(value: string) {
    this._noteValue = value;
  }
  /** Leaves `note_value` out. */
  public resetNoteValue() {
    this._noteValue = undefined;
  }
  /** What was written for `note_value`, if anything. */
  public get noteValueInput() {
    return this._noteValue;
  }

  // note_value_wo - computed: false, optional: true, required: false
  private _noteValueWo?: string; 
  /** The attribute `note_value_wo`. */
  public get noteValueWo() {
    return this.getStringAttribute('note_value_wo');
  }
  public set noteValueWo(value: string) {
    this._noteValueWo = value;
  }
  /** Leaves `note_value_wo` out. */
  public resetNoteValueWo() {
    this._noteValueWo = undefined;
  }
  /** What was written for `note_value_wo`, if anything. */
  public get noteValueWoInput() {
    return this._noteValueWo;
  }

  // note_value_wo_version - computed: false, optional: true, required: false
  private _noteValueWoVersion?: number; 
  /** The attribute `note_value_wo_version`. */
  public get noteValueWoVersion() {
    return this.getNumberAttribute('note_value_wo_version');
  }
  public set noteValueWoVersion(value: number) {
    this._noteValueWoVersion = value;
  }
  /** Leaves `note_value_wo_version` out. */
  public resetNoteValueWoVersion() {
    this._noteValueWoVersion = undefined;
  }
  /** What was written for `note_value_wo_version`, if anything. */
  public get noteValueWoVersionInput() {
    return this._noteValueWoVersion;
  }

  // password - computed: true, optional: true, required: false
  private _password?: string; 
  /** The attribute `password`. */
  public get password() {
    return this.getStringAttribute('password');
  }
  public set password(value: string) {
    this._password = value;
  }
  /** Leaves `password` out. */
  public resetPassword() {
    this._password = undefined;
  }
  /** What was written for `password`, if anything. */
  public get passwordInput() {
    return this._password;
  }

  // password_wo - computed: false, optional: true, required: false
  private _passwordWo?: string; 
  /** The attribute `password_wo`. */
  public get passwordWo() {
    return this.getStringAttribute('password_wo');
  }
  public set passwordWo(value: string) {
    this._passwordWo = value;
  }
  /** Leaves `password_wo` out. */
  public resetPasswordWo() {
    this._passwordWo = undefined;
  }
  /** What was written for `password_wo`, if anything. */
  public get passwordWoInput() {
    return this._passwordWo;
  }

  // password_wo_version - computed: false, optional: true, required: false
  private _passwordWoVersion?: number; 
  /** The attribute `password_wo_version`. */
  public get passwordWoVersion() {
    return this.getNumberAttribute('password_wo_version');
  }
  public set passwordWoVersion(value: number) {
    this._passwordWoVersion = value;
  }
  /** Leaves `password_wo_version` out. */
  public resetPasswordWoVersion() {
    this._passwordWoVersion = undefined;
  }
  /** What was written for `password_wo_version`, if anything. */
  public get passwordWoVersionInput() {
    return this._passwordWoVersion;
  }

  // port - computed: false, optional: true, required: false
  private _port?: string; 
  /** The attribute `port`. */
  public get port() {
    return this.getStringAttribute('port');
  }
  public set port(value: string) {
    this._port = value;
  }
  /** Leaves `port` out. */
  public resetPort() {
    this._port = undefined;
  }
  /** What was written for `port`, if anything. */
  public get portInput() {
    return this._port;
  }

  // section_map - computed: false, optional: true, required: false
  private _sectionMap = new ItemSectionMapMap(this, "section_map");
  /** The attribute `section_map`. */
  public get sectionMap() {
    return this._sectionMap;
  }
  /** Writes `section_map`. */
  public putSectionMap(value: { [key: string]: ItemSectionMap } | cdktf.IResolvable) {
    this._sectionMap.internalValue = value;
  }
  /** Leaves `section_map` out. */
  public resetSectionMap() {
    this._sectionMap.internalValue = undefined;
  }
  /** What was written for `section_map`, if anything. */
  public get sectionMapInput() {
    return this._sectionMap.internalValue;
  }

  // tags - computed: false, optional: true, required: false
  private _tags?: string[]; 
  /** The attribute `tags`. */
  public get tags() {
    return this.getListAttribute('tags');
  }
  public set tags(value: string[]) {
    this._tags = value;
  }
  /** Leaves `tags` out. */
  public resetTags() {
    this._tags = undefined;
  }
  /** What was written for `tags`, if anything. */
  public get tagsInput() {
    return this._tags;
  }

  // title - computed: false, optional: true, required: false
  private _title?: string; 
  /** The attribute `title`. */
  public get title() {
    return this.getStringAttribute('title');
  }
  public set title(value: string) {
    this._title = value;
  }
  /** Leaves `title` out. */
  public resetTitle() {
    this._title = undefined;
  }
  /** What was written for `title`, if anything. */
  public get titleInput() {
    return this._title;
  }

  // type - computed: false, optional: true, required: false
  private _type?: string; 
  /** STRING, CONCEALED, EMAIL, URL, OTP, DATE, MONTH_YEAR or MENU. */
  public get type() {
    return this.getStringAttribute('type');
  }
  public set type(value: string) {
    this._type = value;
  }
  /** Leaves `type` out. */
  public resetType() {
    this._type = undefined;
  }
  /** What was written for `type`, if anything. */
  public get typeInput() {
    return this._type;
  }

  // url - computed: false, optional: true, required: false
  private _url?: string; 
  /** The attribute `url`. */
  public get url() {
    return this.getStringAttribute('url');
  }
  public set url(value: string) {
    this._url = value;
  }
  /** Leaves `url` out. */
  public resetUrl() {
    this._url = undefined;
  }
  /** What was written for `url`, if anything. */
  public get urlInput() {
    return this._url;
  }

  // username - computed: false, optional: true, required: false
  private _username?: string; 
  /** The attribute `username`. */
  public get username() {
    return this.getStringAttribute('username');
  }
  public set username(value: string) {
    this._username = value;
  }
  /** Leaves `username` out. */
  public resetUsername() {
    this._username = undefined;
  }
  /** What was written for `username`, if anything. */
  public get usernameInput() {
    return this._username;
  }

  // uuid - computed: true, optional: false, required: false
  /** The attribute `uuid`. */
  public get uuid() {
    return this.getStringAttribute('uuid');
  }

  // vault - computed: false, optional: false, required: true
  private _vault?: string; 
  /** The attribute `vault`. */
  public get vault() {
    return this.getStringAttribute('vault');
  }
  public set vault(value: string) {
    this._vault = value;
  }
  /** What was written for `vault`, if anything. */
  public get vaultInput() {
    return this._vault;
  }

  // password_recipe - computed: false, optional: true, required: false
  private _passwordRecipe = new ItemPasswordRecipeOutputReference(this, "password_recipe");
  /** Have a password generated. It lands in the state. */
  public get passwordRecipe() {
    return this._passwordRecipe;
  }
  /** Writes `password_recipe`. */
  public putPasswordRecipe(value: ItemPasswordRecipe) {
    this._passwordRecipe.internalValue = value;
  }
  /** Leaves `password_recipe` out. */
  public resetPasswordRecipe() {
    this._passwordRecipe.internalValue = undefined;
  }
  /** What was written for `password_recipe`, if anything. */
  public get passwordRecipeInput() {
    return this._passwordRecipe.internalValue;
  }

  // section - computed: false, optional: true, required: false
  private _section = new ItemSectionList(this, "section", false);
  /** The attribute `section`. */
  public get section() {
    return this._section;
  }
  /** Writes `section`. */
  public putSection(value: ItemSection[] | cdktf.IResolvable) {
    this._section.internalValue = value;
  }
  /** Leaves `section` out. */
  public resetSection() {
    this._section.internalValue = undefined;
  }
  /** What was written for `section`, if anything. */
  public get sectionInput() {
    return this._section.internalValue;
  }

  // =========
  // SYNTHESIS
  // =========

  /** The arguments, as cdktf writes them in JSON. */
  protected synthesizeAttributes(): { [name: string]: any } {
    return {
      category: cdktf.stringToTerraform(this._category),
      database: cdktf.stringToTerraform(this._database),
      hostname: cdktf.stringToTerraform(this._hostname),
      note_value: cdktf.stringToTerraform(this._noteValue),
      note_value_wo: cdktf.stringToTerraform(this._noteValueWo),
      note_value_wo_version: cdktf.numberToTerraform(this._noteValueWoVersion),
      password: cdktf.stringToTerraform(this._password),
      password_wo: cdktf.stringToTerraform(this._passwordWo),
      password_wo_version: cdktf.numberToTerraform(this._passwordWoVersion),
      port: cdktf.stringToTerraform(this._port),
      section_map: cdktf.hashMapper(itemSectionMapToTerraform)(this._sectionMap.internalValue),
      tags: cdktf.listMapper(cdktf.stringToTerraform, false)(this._tags),
      title: cdktf.stringToTerraform(this._title),
      type: cdktf.stringToTerraform(this._type),
      url: cdktf.stringToTerraform(this._url),
      username: cdktf.stringToTerraform(this._username),
      vault: cdktf.stringToTerraform(this._vault),
      password_recipe: itemPasswordRecipeToTerraform(this._passwordRecipe.internalValue),
      section: cdktf.listMapper(itemSectionToTerraform, true)(this._section.internalValue),
    };
  }

  /** The arguments, as cdktf writes them in HCL. */
  protected synthesizeHclAttributes(): { [name: string]: any } {
    const attrs = {
      category: {
        value: cdktf.stringToHclTerraform(this._category),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      database: {
        value: cdktf.stringToHclTerraform(this._database),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      hostname: {
        value: cdktf.stringToHclTerraform(this._hostname),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      note_value: {
        value: cdktf.stringToHclTerraform(this._noteValue),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      note_value_wo: {
        value: cdktf.stringToHclTerraform(this._noteValueWo),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      note_value_wo_version: {
        value: cdktf.numberToHclTerraform(this._noteValueWoVersion),
        isBlock: false,
        type: "simple",
        storageClassType: "number",
      },
      password: {
        value: cdktf.stringToHclTerraform(this._password),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      password_wo: {
        value: cdktf.stringToHclTerraform(this._passwordWo),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      password_wo_version: {
        value: cdktf.numberToHclTerraform(this._passwordWoVersion),
        isBlock: false,
        type: "simple",
        storageClassType: "number",
      },
      port: {
        value: cdktf.stringToHclTerraform(this._port),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      section_map: {
        value: cdktf.hashMapperHcl(itemSectionMapToHclTerraform)(this._sectionMap.internalValue),
        isBlock: true,
        type: "map",
        storageClassType: "ItemSectionMapMap",
      },
      tags: {
        value: cdktf.listMapperHcl(cdktf.stringToHclTerraform, false)(this._tags),
        isBlock: false,
        type: "list",
        storageClassType: "stringList",
      },
      title: {
        value: cdktf.stringToHclTerraform(this._title),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      type: {
        value: cdktf.stringToHclTerraform(this._type),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      url: {
        value: cdktf.stringToHclTerraform(this._url),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      username: {
        value: cdktf.stringToHclTerraform(this._username),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      vault: {
        value: cdktf.stringToHclTerraform(this._vault),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      password_recipe: {
        value: itemPasswordRecipeToHclTerraform(this._passwordRecipe.internalValue),
        isBlock: true,
        type: "list",
        storageClassType: "ItemPasswordRecipeList",
      },
      section: {
        value: cdktf.listMapperHcl(itemSectionToHclTerraform, true)(this._section.internalValue),
        isBlock: true,
        type: "list",
        storageClassType: "ItemSectionList",
      },
    };

    // remove undefined attributes
    return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined ))
  }
}
